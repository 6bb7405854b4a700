import type { QueueQuery } from '../../core/contract/queue.ts'
import { queueOrder } from '../../core/domain/job/schedule.ts'
import type { QueueKey } from '../../core/domain/job/schedule.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import { queueKey } from './waiting-list.ts'

/** A page of the waiting jobs: those from `begin` to before `end`. */
export interface QueuePage { jobs: LiveJob[], begin: number, end: number, next_cursor: string | null }

/**
 * Cuts a page out of the waiting jobs, in their order. The cursor names the place of the last job of the page before,
 * which need not wait any more. Null: it is not one of ours.
 */
export function pageOfQueue (waiting: readonly LiveJob[], { limit, cursor }: QueueQuery): QueuePage | null {
  const after = cursor === undefined ? undefined : readCursor(cursor)
  if (after === null) return null
  const first = after === undefined ? 0 : waiting.findIndex(job => queueOrder(queueKey(job), after) > 0)
  const begin = first === -1 ? waiting.length : first
  const jobs = waiting.slice(begin, limit === undefined ? undefined : begin + limit)
  const end = begin + jobs.length
  const last = jobs.at(-1)
  return { jobs, begin, end, next_cursor: end < waiting.length && last !== undefined ? writeCursor(last) : null }
}

function writeCursor (job: LiveJob): string {
  const { job_number, priority, rank } = queueKey(job)
  return `${job_number}.${priority}.${rank}`
}

function readCursor (cursor: string): QueueKey | null {
  const [, job_number, priority, rank] = /^(\d{1,15})\.(-?\d{1,3})\.(-?[\d.e+-]{1,30})$/.exec(cursor) ?? []
  if (job_number === undefined) return null
  const key = { job_number: Number(job_number), priority: Number(priority), rank: Number(rank) }
  return Number.isFinite(key.rank) ? key : null
}
