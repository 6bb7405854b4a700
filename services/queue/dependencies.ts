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
export function dependencies (registry: Pick<JobRegistry, 'byId'>, { record }: LiveJob): Dependencies {
  let pending: string | null = null
  for (const job_id of record.after) {
    const other = registry.byId(job_id)
    if (other === undefined) return { pending, failed: `a job it was to follow (${job_id}) is gone` }
    const { status } = other.position.state
    const name = jobTitle(other.record)
    if (status === 'completed') continue
    if (isOver(other.record, other.position.state, other.position.attempt)) {
      return { pending, failed: `${name}, which it was to follow, is ${status}` }
    }
    pending ??= `${name} must succeed first`
  }
  return { pending, failed: null }
}
