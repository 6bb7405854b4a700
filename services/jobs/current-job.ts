import { isJobActive } from './live-job.ts'
import type { LiveJob } from './live-job.ts'
import { beganEarlier, workedLater } from './work-order.ts'
import type { Precedes } from './work-order.ts'

/**
 * The job that a request means which names none, for views and commands alike: of those at work the one that began
 * first, so that it stays the same until it ends; else the one that was last at work; else the newest that waits.
 * Undefined when no job was ever queued.
 */
export function currentJob (jobs: readonly LiveJob[]): LiveJob | undefined {
  return first(jobs.filter(isJobActive), beganEarlier) ??
    first(jobs.filter(({ position }) => position.attempt > 0), workedLater) ??
    first(jobs.filter(({ position }) => position.state.status !== 'idle'), higherNumber)
}

const first = (jobs: readonly LiveJob[], precedes: Precedes): LiveJob | undefined =>
  jobs.reduce<LiveJob | undefined>((best, job) => best === undefined || precedes(job, best) ? job : best, undefined)

const higherNumber: Precedes = (a, b) => a.record.job_number > b.record.job_number
