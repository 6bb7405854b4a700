import type { Limits } from '../../contract/journal.ts'
import type { Phase } from '../../contract/values.ts'

/** The rungs of a stop, from the kindest to the surest. */
export const rungs = ['ask', 'interrupt', 'terminate', 'kill'] as const
export type StopStep = typeof rungs[number]

/** Where a stop stands: the rung, since when (monotonic ms), and whether a person said not to wait. */
export interface StopProgress { step: StopStep, since_ms: number, force: boolean }

/** What to do now: go down to `act`, look again in `wait_ms`, or (both null) wait for the phase to end. */
export interface Move { act: StopStep | null, wait_ms: number | null }

/** What each rung does, in words for a person. */
export const rungMessages: Record<StopStep, string> = {
  ask: 'Asked the trainer to stop',
  interrupt: 'The trainer did not stop in time; interrupted it (SIGINT)',
  terminate: 'The trainer ignored the interrupt; told it to end (SIGTERM)',
  kill: 'The trainer ignored everything; killed it (SIGKILL)'
}

/** A phase in which a signal would leave half a file that looks like a whole one. */
export function mustNotBeDisturbed (phase: Phase): boolean {
  return phase === 'saving' || phase === 'backing_up'
}

/** The next move of a stop. Without force, nothing harsher happens while a model or a backup is being written. */
export function nextMove (at: StopProgress, phase: Phase, limits: Limits, now_ms: number): Move {
  const next = rungs[rungs.indexOf(at.step) + 1]
  if (next === undefined) return { act: null, wait_ms: null }
  if (!at.force && mustNotBeDisturbed(phase)) return { act: null, wait_ms: null }
  const left = at.since_ms + patience(at, limits) - now_ms
  return left <= 0 ? { act: next, wait_ms: null } : { act: null, wait_ms: left }
}

function patience ({ step: rung, force }: StopProgress, limits: Limits): number {
  switch (rung) {
    case 'ask': return force ? 0 : limits.stop_patience_ms
    case 'interrupt': return limits.interrupt_patience_ms
    case 'terminate': return limits.terminate_patience_ms
    case 'kill': return 0
  }
}
