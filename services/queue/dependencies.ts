import { jobTitle } from '../../core/domain/job/job-title.ts'
import { isOver } from '../../core/domain/job/retry.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import type { JobRegistry } from '../jobs/registry.ts'

/** What a job waits for among other jobs, each in words for a person, or null. */
export interface Dependencies {
  /** The first job that has yet to succeed. */
  pending: string | null
  /** A job that can no longer succeed. */
  failed: string | null
}

/** Looks the jobs up that a job is to follow. */
export function dependencies (registry: Pick<JobRegistry, 'byId' | 'damaged'>, { record }: LiveJob): Dependencies {
  let pending: string | null = null
  for (const job_id of record.after) {
    const damaged = registry.damaged().find(other => other.record.job_id === job_id)
    const other = damaged ?? registry.byId(job_id)
    if (other === undefined) return { pending, failed: `a job it was to follow (${job_id}) is gone` }
    const found = ofOne(other, damaged !== undefined)
    if (found.failed !== null) return { pending, failed: found.failed }
    pending ??= found.pending
  }
  return { pending, failed: null }
}

/**
 * Of a damaged job nobody knows whether it succeeded, and one that was stopped, as before a shutdown, may go on: they
 * are waited for until a person decides.
 */
function ofOne ({ record, position: { state, attempt } }: LiveJob, isDamaged: boolean): Dependencies {
  const name = jobTitle(record)
  const undecided = (is: string, advice: string): Dependencies =>
    ({ pending: `${name}, which it is to follow, is ${is}; ${advice}, or stop this job`, failed: null })
  if (state.status === 'completed') return { pending: null, failed: null }
  if (isDamaged) return undecided(`damaged: ${state.error ?? ''}`, 'repair that file')
  if (!isOver(record, state, attempt)) return { pending: `${name} must succeed first`, failed: null }
  if (state.status === 'stopped') return undecided('stopped', `resume or retry ${name}`)
  if (state.reason === 'record_damaged') return undecided(`damaged: ${state.error ?? ''}`, `retry ${name}`)
  return { pending: null, failed: `${name}, which it was to follow, is ${state.status}` }
}
