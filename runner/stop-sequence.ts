import type { Limits } from '../core/contract/journal.ts'
import type { Phase } from '../core/contract/values.ts'
import type { Clock, Timer } from '../core/domain/clock.ts'
import type { StopProgress, StopStep } from '../core/domain/job/stop-ladder.ts'
import { mustNotBeDisturbed, nextMove } from '../core/domain/job/stop-ladder.ts'

/** One way down the stop ladder, however often somebody asks. */
export interface StopSequence {
  /** Begins, or with `force` makes the descent that is under way stop waiting. */
  ask: (force: boolean) => void
  /** Looks again, because the phase changed. */
  phaseChanged: (from: Phase) => void
  begun: () => boolean
  /** True once a signal went out. */
  signalled: () => boolean
  end: () => void
}

interface StopSequenceDeps {
  limits: Limits
  clock: Clock
  phase: () => Phase
  /** Carries out a rung below `ask`. */
  act: (rung: Exclude<StopStep, 'ask'>) => void
}

/** Walks `nextMove` on the clock. */
export function createStopSequence ({ limits, clock, phase, act }: StopSequenceDeps): StopSequence {
  let at: StopProgress | null = null
  let timer: Timer | null = null
  let over = false

  function advance (): void {
    timer?.cancel()
    timer = null
    if (at === null || over) return
    const move = nextMove(at, phase(), limits, clock.mono())
    if (move.wait_ms !== null) timer = clock.after(move.wait_ms, advance)
    if (move.act === null || move.act === 'ask') return
    at = { ...at, step: move.act, since_ms: clock.mono() }
    act(move.act)
    advance()
  }

  return {
    ask (force) {
      at ??= { step: 'ask', since_ms: clock.mono(), force }
      at = { ...at, force: at.force || force }
      advance()
    },
    phaseChanged (from) {
      if (at !== null && mustNotBeDisturbed(from) && !mustNotBeDisturbed(phase())) at = { ...at, since_ms: clock.mono() }
      advance()
    },
    begun: () => at !== null,
    signalled: () => at !== null && at.step !== 'ask',
    end () {
      over = true
      timer?.cancel()
    }
  }
}
