import type { JobRecord } from '../../core/contract/job-record.ts'
import type { AttemptOnDisk, DamagedAttempt } from './attempt-on-disk.ts'
import { newRecord } from './new-record.ts'

/**
 * A job of a server that wrote no job.json, from what its attempts say of it; null where they were begun by a newer
 * server, which names the devices of each attempt.
 */
export function jobOfAttempts (
  job_id: string, attempts: ReadonlyArray<AttemptOnDisk | DamagedAttempt>
): { record: JobRecord, config: Record<string, unknown> } | null {
  const specs = attempts.flatMap(({ spec }) => spec ?? [])
  const [first] = specs
  if (first === undefined || specs.some(spec => spec.job_id !== job_id || spec.devices !== undefined)) return null
  const { job_number, job_slug, job_name, job_created_at: created_at, trainer } = first
  const settled_attempt = Math.max(...specs.map(({ attempt }) => attempt)) // it had no automatic retries
  const [config = {}] = attempts.flatMap(attempt => 'config' in attempt ? [attempt.config] : [])
  return { record: newRecord({ job_id, job_number, job_slug, job_name, created_at, trainer, settled_attempt }), config }
}
