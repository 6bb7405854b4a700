import type { JobRow } from '../store/store.ts'
import type { DamagedJob, KnownOfJob } from './job-on-disk.ts'
import { newRecord } from './new-record.ts'
import { newJob, setProblems } from './live-job.ts'
import type { LiveJob } from './live-job.ts'
import type { JobRegistry } from './registry.ts'

type Numbers = Pick<JobRegistry, 'all' | 'damaged' | 'nextNumber'>

/**
 * Stands in for a job whose records cannot be used, with what its folder and the store still have of it, and the
 * reason. It has its own number where that is known, else the next one.
 */
export function standInFor ({ job_id, reason, known }: DamagedJob, row: JobRow | undefined, numbers: Numbers): LiveJob {
  const own = row?.job_number ?? known.job_number
  const isTaken = [...numbers.all(), ...numbers.damaged()].some(({ record }) => record.job_number === own)
  const job_number = own === undefined || isTaken ? numbers.nextNumber() : own
  const { job_slug = `job_${job_id.slice(-8)}`, job_name = `Training ${job_number}` } = { ...known, ...row }
  const { trainer = 'builtin', created_at = timeOf(job_id) } = { ...known, ...row }
  const record = newRecord({ job_id, job_number, job_slug, job_name, trainer, created_at, ...relativesOf(known) })
  const message = `This job cannot be used: ${reason}`
  const job = newJob(record, row?.config ?? {}, { status: 'error', reason: 'record_damaged', message, error: reason })
  setProblems(job, [reason])
  return job
}

/** The jobs and things that a job belongs to. It has no place in the queue, whatever its record says. */
const relativesOf = ({
  network_id = null, fork_of = null, config_name = null, idempotency = null, after = []
}: KnownOfJob) => ({ network_id, fork_of, config_name, idempotency, after })

/** A uuid v7 begins with the milliseconds at which it was made. */
const timeOf = (job_id: string): string =>
  new Date(Number.parseInt(job_id.replaceAll('-', '').slice(0, 12), 16)).toISOString()
