import type { JobRow } from '../store/store.ts'
import type { DamagedJob } from './job-on-disk.ts'
import { newRecord } from './new-record.ts'
import { newJob } from './registry.ts'
import type { LiveJob, JobRegistry } from './registry.ts'

type Numbers = Pick<JobRegistry, 'all' | 'nextNumber'>

/**
 * What is shown of a job whose records cannot be used: what its folder and the store still say of it, and why it cannot be
 * used. It has its own number where that is known, else the next one.
 */
export function standInFor ({ job_id, reason, known }: DamagedJob, row: JobRow | undefined, numbers: Numbers): LiveJob {
  const told = row?.job_number ?? known.job_number
  const taken = numbers.all().some(({ record }) => record.job_number === told)
  const job_number = told === undefined || taken ? numbers.nextNumber() : told
  const { job_slug = `job_${job_id.slice(-8)}`, job_name = `Training ${job_number}` } = { ...known, ...row }
  const { trainer = 'builtin', created_at = timeOf(job_id) } = { ...known, ...row }
  const job = newJob(newRecord({ job_id, job_number, job_slug, job_name, trainer, created_at }), row?.config ?? {})
  const message = `This job cannot be used: ${reason}`
  job.position.state = { ...job.position.state, status: 'error', reason: 'record_damaged', message, error: reason }
  return job
}

/** A uuid v7 begins with the milliseconds at which it was made. */
const timeOf = (job_id: string): string => new Date(Number.parseInt(job_id.replaceAll('-', '').slice(0, 12), 16)).toISOString()
