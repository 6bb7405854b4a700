import { newJob } from '../../services/jobs/live-job.ts'
import type { LiveJob } from '../../services/jobs/live-job.ts'
import { newRecord } from '../../services/jobs/new-record.ts'

/** A job of the built-in trainer with a number below 10, as it is after its creation. */
export const liveJob = (job_number: number): LiveJob =>
  newJob(
    newRecord({
      job_id: `019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d4${job_number}`,
      job_number,
      job_slug: `job_slug${job_number}`,
      job_name: `Training ${job_number}`,
      trainer: 'builtin',
      created_at: '2026-01-01T00:00:00.000Z'
    }),
    {}
  )
