import { isJobActive } from './live-job.ts'
import type { LiveJob } from './live-job.ts'

/**
 * The job that a request means which names none, for views and commands alike: of those at work the one that began
 * first, so that it stays the same until it ends; else the one that was last at work; else the newest that waits.
 * Undefined when no job was ever queued.
 */
export function currentJob (jobs: readonly LiveJob[]): LiveJob | undefined {
  return first(jobs.filter(isJobActive), earlierStart) ??
    first(jobs.filter(({ position }) => position.attempt > 0), laterWork) ??
    first(jobs.filter(({ position }) => position.state.status !== 'idle'), higherNumber)
}

type Precedes = (a: LiveJob, b: LiveJob) => boolean

const first = (jobs: readonly LiveJob[], precedes: Precedes): LiveJob | undefined =>
  jobs.reduce<LiveJob | undefined>((best, job) => best === undefined || precedes(job, best) ? job : best, undefined)

const higherNumber: Precedes = (a, b) => a.record.job_number > b.record.job_number

// A reserved job has no start yet.
const startOf = ({ isReserved, position: { state } }: LiveJob): string => isReserved ? '~' : state.started_at ?? '~'
const earlierStart: Precedes = (a, b) =>
  startOf(a) === startOf(b) ? higherNumber(b, a) : startOf(a) < startOf(b)

// A job that waits again has no end any more.
const workOf = ({ position: { state } }: LiveJob): string => state.ended_at ?? state.started_at ?? ''
const laterWork: Precedes = (a, b) => workOf(a) === workOf(b) ? higherNumber(a, b) : workOf(a) > workOf(b)
