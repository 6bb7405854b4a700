import type { JobCatalog } from './jobs/job-catalog.ts'
import type { JobControl } from './jobs/job-control.ts'
import type { QueueControl } from './queue/queue-control.ts'

/** Everything that can be done with jobs: create and keep them, act on one, act on the queue. */
export interface JobService extends JobCatalog, JobControl, QueueControl {}

export const createJobService = (catalog: JobCatalog, control: JobControl, queue: QueueControl): JobService =>
  ({ ...catalog, ...control, ...queue })
