import type { Limits } from '../core/contract/journal.ts'
import type { Phase } from '../core/contract/values.ts'
import type { Clock, Timer } from '../core/domain/clock.ts'
import type { Descent, Rung } from '../core/domain/job/stop-ladder.ts'
import { mustNotBeDisturbed, nextMove } from '../core/domain/job/stop-ladder.ts'

/** One way down the stop ladder, however often somebody asks. */
export interface StopDescent {
  /** Begins, or with `force` makes the descent that is under way stop waiting. */
  ask: (force: boolean) => void
  /** Looks again, because the phase changed. */
  phaseChanged: (from: Phase) => void
  begun: () => boolean
  /** True once a signal went out. */
  signalled: () => boolean
  end: () => void
}

interface Deps {
  limits: Limits
  clock: Clock
  phase: () => Phase
  /** Carries out a rung below `ask`. */
  act: (rung: Exclude<Rung, 'ask'>) => void
}

/** Walks `nextMove` on the clock. */
export function createStopDescent ({ limits, clock, phase, act }: Deps): StopDescent {
  let at: Descent | null = null
  let timer: Timer | null = null
  let over = false

  function step (): void {
    timer?.cancel()
    timer = null
    if (at === null || over) return
    const move = nextMove(at, phase(), limits, clock.mono())
    if (move.wait_ms !== null) timer = clock.after(move.wait_ms, step)
    if (move.act === null || move.act === 'ask') return
    at = { ...at, rung: move.act, since_ms: clock.mono() }
    act(move.act)
    step()
  }

  return {
    ask (force) {
      at ??= { rung: 'ask', since_ms: clock.mono(), force }
      at = { ...at, force: at.force || force }
      step()
    },
    phaseChanged (from) {
      if (at !== null && mustNotBeDisturbed(from) && !mustNotBeDisturbed(phase())) at = { ...at, since_ms: clock.mono() }
      step()
    },
    begun: () => at !== null,
    signalled: () => at !== null && at.rung !== 'ask',
    end () {
      over = true
      timer?.cancel()
    }
  }
}
