import type { JobRecord } from '../../core/contract/job-record.ts'
import type { LiveJob } from './live-job.ts'

/**
 * Begins and ends of the attempts of all jobs, and ends in the queue, are numbered in their order, as no clock tells
 * it: one that is set back makes the newer event look older. The next of these numbers.
 */
export const nextInOrder = (jobs: readonly LiveJob[]): number =>
  1 + jobs.reduce((last, { begin_order, record }) => Math.max(last, begin_order, newestEnd(record)), 0)

/** Number of the newest end of a job, at work or in the queue; 0: it has none. */
export const newestEnd = ({ end_order, left_order }: JobRecord): number => Math.max(end_order, left_order)

/** The change of a record, with the number of the end that it marks as handled. */
export const withEndOrder = (
  { settled_attempt, waiting }: JobRecord, change: Partial<JobRecord>, next: () => number
): Partial<JobRecord> => {
  if (change.settled_attempt === undefined) return change
  if (change.settled_attempt !== settled_attempt) return { ...change, end_order: next() }
  return waiting !== null && change.waiting === null ? { ...change, left_order: next() } : change
}

/** Whether `a` precedes `b`. */
export type Precedes = (a: LiveJob, b: LiveJob) => boolean

/**
 * The attempt of `a` began before that of `b`. A reserved job has none yet. The attempts of older servers, which have
 * no number, began first, in the order of their times.
 */
export const beganEarlier: Precedes = (a, b) =>
  less([beginOf(a), startedAt(a), a.record.job_number], [beginOf(b), startedAt(b), b.record.job_number])

/** `a` was at work after `b`. An end that is not handled yet is later than all that are. */
export const workedLater: Precedes = (a, b) =>
  less([endOf(b), endedAt(b), b.record.job_number], [endOf(a), endedAt(a), a.record.job_number])

const beginOf = ({ isReserved, begin_order }: LiveJob): number => isReserved ? Infinity : begin_order
const startedAt = ({ position: { state } }: LiveJob): string => state.started_at ?? '~'
const endOf = ({ record, position }: LiveJob): number =>
  record.settled_attempt < position.attempt ? Infinity : record.end_order
// A job that waits again has no end any more.
const endedAt = ({ position: { state } }: LiveJob): string => state.ended_at ?? state.started_at ?? ''

/** The jobs in the order in which they ended, for ends that were found together. */
export const byEnd = (jobs: readonly LiveJob[]): LiveJob[] =>
  [...jobs].sort((a, b) => endedAt(a) < endedAt(b) ? -1 : Number(endedAt(a) > endedAt(b)))

type Key = readonly [order: number, time: string, job_number: number]

function less (a: Key, b: Key): boolean {
  for (const [at, value] of a.entries()) {
    const other = b[at]
    if (other !== undefined && value !== other) return value < other
  }
  return false
}
