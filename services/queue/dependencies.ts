import { isOver } from '../../core/domain/job/retry.ts'
import type { LiveJob, JobRegistry } from '../jobs/registry.ts'

/** What a job waits for among other jobs: what is still missing, and what can no longer come true. Each a line for a person, or null. */
export function dependencies (registry: Pick<JobRegistry, 'byId'>, { record }: LiveJob): { pending: string | null, failed: string | null } {
  let pending: string | null = null
  for (const job_id of record.after) {
    const other = registry.byId(job_id)
    if (other === undefined) return { pending, failed: `a job it was to follow (${job_id}) is gone` }
    const { status } = other.position.state
    const name = `job ${other.record.job_number}`
    if (status === 'completed') continue
    if (isOver(other.record, other.position.state, other.position.attempt)) return { pending, failed: `${name}, which it was to follow, is ${status}` }
    pending ??= `${name} must succeed first`
  }
  return { pending, failed: null }
}
