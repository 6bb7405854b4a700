import type { Limits } from '../core/contract/journal.ts'
import type { Phase } from '../core/contract/values.ts'
import type { Clock, Timer } from '../core/domain/clock.ts'
import type { StopProgress, StopStep } from '../core/domain/job/stop-ladder.ts'
import { mustNotBeDisturbed, nextMove } from '../core/domain/job/stop-ladder.ts'

/** One run through the steps of a stop, however often a stop is requested. */
export interface StopSequence {
  /** Begins, or with `force` makes the sequence under way stop waiting. */
  request: (force: boolean) => void
  /** The trainer is killed by the caller: no step is left to take. */
  kill: () => void
  /** Checks again, because the phase changed. */
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
  /** Carries out a step after `ask`. */
  act: (step: Exclude<StopStep, 'ask'>) => void
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
    request (force) {
      at ??= { step: 'ask', since_ms: clock.mono(), force }
      at = { ...at, force: at.force || force }
      advance()
    },
    kill () {
      at = { step: 'kill', since_ms: clock.mono(), force: true }
      timer?.cancel()
    },
    phaseChanged (from) {
      if (at !== null && mustNotBeDisturbed(from) && !mustNotBeDisturbed(phase())) {
        at = { ...at, since_ms: clock.mono() }
      }
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
