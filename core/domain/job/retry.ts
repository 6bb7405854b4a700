import type { JobRecord } from '../../contract/job-record.ts'
import type { TrainingState } from '../../contract/training.ts'
import type { Reason } from '../../contract/values.ts'

// Tried again they would end in the same way.
const hopeless = new Set<Reason | null>(['loss_nan', 'dependency_failed', 'record_damaged'])

type Policy = Pick<JobRecord, 'retry' | 'retries_used'>
type End = Pick<TrainingState, 'status' | 'reason' | 'attempt_elapsed_seconds'>

/**
 * What an ended attempt means: whether the job is tried again by itself, and how many retries that makes since the last
 * stable attempt.
 */
export function afterAttempt (
  { retry, retries_used }: Policy, { status, reason, attempt_elapsed_seconds }: End
): { retried: boolean, retries_used: number } {
  const used = attempt_elapsed_seconds >= retry.stable_seconds ? 0 : retries_used
  const retried = status === 'error' && !hopeless.has(reason) && used < retry.max_retries
  return { retried, retries_used: retried ? used + 1 : used }
}

/**
 * Milliseconds until the delay of a waiting job is over, by the wall clock. Never more than the whole delay: the clock
 * may have been set back since it began.
 */
export function remainingDelay (
  { queued_at, not_before }: Pick<NonNullable<JobRecord['waiting']>, 'queued_at' | 'not_before'>, now_ms: number
): number {
  if (not_before === null) return 0
  const due_ms = Date.parse(not_before)
  return Math.max(0, Math.min(due_ms - now_ms, due_ms - Date.parse(queued_at)))
}

/** Whether nothing more happens to a job unless somebody asks for it. */
export function isOver (
  record: Pick<JobRecord, 'retry' | 'retries_used' | 'waiting' | 'settled_attempt'>,
  state: End,
  attempt: number
): boolean {
  if (state.status !== 'stopped' && state.status !== 'completed' && state.status !== 'error') return false
  if (record.waiting !== null && record.waiting.for_attempt > attempt) return false
  return record.settled_attempt >= attempt || !afterAttempt(record, state).retried
}
