import type { Limits } from '../../contract/journal.ts'
import type { Phase } from '../../contract/values.ts'

/** The steps of a stop, from the gentlest to the hardest. */
export const stopSteps = ['ask', 'interrupt', 'terminate', 'kill'] as const
export type StopStep = typeof stopSteps[number]

/** Progress of a stop: the step, since when (monotonic ms), and whether it was forced. */
export interface StopProgress { step: StopStep, since_ms: number, force: boolean }

/** What to do now: take the step `act`, check again in `wait_ms`, or (both null) wait for the phase to end. */
export interface Move { act: StopStep | null, wait_ms: number | null }

/** What each step does, in words for a person. */
export const stepMessages: Record<StopStep, string> = {
  ask: 'Asked the trainer to stop',
  interrupt: 'The trainer did not stop in time; interrupted it (SIGINT)',
  terminate: 'The trainer ignored the interrupt; terminated it (SIGTERM)',
  kill: 'The trainer ignored every signal; killed it (SIGKILL)'
}

/** What is being written in a phase, of which a signal could leave half a file that looks complete; null: nothing. */
export function beingWritten (phase: Phase): 'a model' | 'a backup' | null {
  return phase === 'saving' ? 'a model' : phase === 'backing_up' ? 'a backup' : null
}

export const mustNotBeDisturbed = (phase: Phase): boolean => beingWritten(phase) !== null

/** What a kill did, in words for a person. */
export function killMessage (phase: Phase): string {
  const what = beingWritten(phase)
  return what === null
    ? 'Killed (SIGKILL)'
    : `Killed (SIGKILL) while ${what} was being written; what is on the disk of it is incomplete`
}

/** What a kill did of which nobody knows what it interrupted; `why` that is not known. */
export const blindKillMessage = (why: string): string =>
  `Killed (SIGKILL); ${why}, so what the trainer was writing is not known`

/** The next move of a stop. Without force, a stop waits while a model or a backup is being written. */
export function nextMove (at: StopProgress, phase: Phase, limits: Limits, now_ms: number): Move {
  const next = stopSteps[stopSteps.indexOf(at.step) + 1]
  if (next === undefined) return { act: null, wait_ms: null }
  if (!at.force && mustNotBeDisturbed(phase)) return { act: null, wait_ms: null }
  const left = at.since_ms + patience(at, limits) - now_ms
  return left <= 0 ? { act: next, wait_ms: null } : { act: null, wait_ms: left }
}

function patience ({ step, force }: StopProgress, limits: Limits): number {
  switch (step) {
    case 'ask': return force ? 0 : limits.stop_patience_ms
    case 'interrupt': return limits.interrupt_patience_ms
    case 'terminate': return limits.terminate_patience_ms
    case 'kill': return 0
  }
}
