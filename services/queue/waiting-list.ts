import type { EventBody, EventBodyOf } from '../../core/contract/events.ts'
import { unknownExit } from '../../core/contract/values.ts'
import type { JobRecord } from '../../core/contract/job-record.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { toTimestamp } from '../../core/domain/clock.ts'
import { remainingDelay } from '../../core/domain/job/retry.ts'
import { queueOrder, rankBetween } from '../../core/domain/job/schedule.ts'
import type { QueueKey } from '../../core/domain/job/schedule.ts'
import { isWaiting } from '../jobs/live-job.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import type { JobRecordStore } from '../jobs/record-store.ts'
import type { JobRegistry } from '../jobs/registry.ts'

/** How a job enters the queue. */
export interface QueueEntry {
  cause: EventBodyOf<'job_queued'>['cause']
  resume_from: string | null
  message: string
  delay_seconds?: number
}

/** How a job leaves the queue without having been trained. */
export interface QueueExit {
  status: 'stopped' | 'error'
  reason: 'user_stop' | 'dependency_failed' | 'start_failed'
  message: string
}

/** A person took it out. */
export const takenOut: QueueExit = { status: 'stopped', reason: 'user_stop', message: 'Taken out of the queue' }

/**
 * The waiting jobs and their order. Each change is on the disk before it is published. Its changes are to be made in
 * the queue's turn.
 */
export interface WaitingList {
  /** Lets a job wait for its next attempt. One that waits for it already keeps its place. */
  enter: (job: LiveJob, entry: QueueEntry, more?: Partial<JobRecord>) => Promise<void>
  /** Records again that a job waits: a server ended before it had recorded it. */
  announce: (job: LiveJob) => Promise<void>
  /** Takes a job out of the queue; its last event is the reason. */
  leave: (job: LiveJob, exit: QueueExit) => Promise<void>
  /**
   * Puts a waiting job before another one, or last. It takes that one's priority where its own would not allow the
   * place.
   */
  move: (job: LiveJob, before: LiveJob | null) => Promise<void>
  /** Lets a job that waits for its retry start as soon as it is next; false: it did not wait for a retry. */
  skipDelay: (job: LiveJob) => Promise<boolean>
  /** Milliseconds until a waiting job may start; 0: it does not wait for a retry. */
  delayOf: (job: LiveJob) => number
  /** The waiting jobs, the next one first. */
  waiting: () => LiveJob[]
}

interface WaitingListDeps {
  registry: Pick<JobRegistry, 'all'>
  records: JobRecordStore
  recordEvent: (job: LiveJob, body: EventBody) => Promise<void>
  clock: Clock
}

/** What the place of a waiting job follows from. */
export const queueKey = ({ record }: LiveJob): QueueKey => ({
  priority: record.priority, rank: record.waiting?.rank ?? 0, job_number: record.job_number
})

export function createWaitingList ({ registry, records, recordEvent, clock }: WaitingListDeps): WaitingList {
  /**
   * When the delay of a job is over, in monotonic time. What the record says is for people and for the next server: the
   * wall clock may be set.
   */
  const due = new WeakMap<LiveJob, { delay: string, at_ms: number }>()
  const waiting = (): LiveJob[] => registry.all().filter(isWaiting).sort((a, b) => queueOrder(queueKey(a), queueKey(b)))

  function lastRank (): number {
    return Math.max(0, ...registry.all().flatMap(({ record }) => record.waiting?.rank ?? []))
  }

  function delayOf (job: LiveJob): number {
    const { waiting } = job.record
    if (waiting === null || waiting.not_before === null) return 0
    const delay = `${waiting.queued_at} ${waiting.not_before}`
    let known = due.get(job)
    if (known?.delay !== delay) {
      known = { delay, at_ms: clock.mono() + remainingDelay(waiting, clock.now()) }
      due.set(job, known)
    }
    return Math.max(0, known.at_ms - clock.mono())
  }

  async function place (job: LiveJob, rank: number, priority: number): Promise<void> {
    const { waiting } = job.record
    if (waiting !== null) await records.update(job, { waiting: { ...waiting, rank }, priority })
  }

  return {
    waiting,
    delayOf,
    async enter (job, { cause, resume_from, message, delay_seconds = 0 }, more = {}) {
      const before = job.record
      const [now_ms, delay_ms] = [clock.now(), delay_seconds * 1000]
      const [queued_at, due_at] = [toTimestamp(now_ms), toTimestamp(now_ms + delay_ms)]
      due.set(job, { delay: `${queued_at} ${due_at}`, at_ms: clock.mono() + delay_ms })
      const rank = isWaiting(job) && before.waiting !== null ? before.waiting.rank : lastRank() + 1
      const place = { for_attempt: job.position.attempt + 1, rank, queued_at }
      const not_before = delay_seconds === 0 ? null : due_at
      await records.update(job, { ...more, waiting: { ...place, not_before, resume_from } })
      try {
        await recordEvent(job, { type: 'job_queued', cause, priority: job.record.priority, resume_from, message })
      } catch (error) {
        await records.update(job, before) // the caller gets the error, so the job must not be found in the queue
        throw error
      }
    },
    async announce (job) {
      const { priority, waiting } = job.record
      const cause = job.position.attempt === 0 ? 'created' : 'retried'
      const resume_from = waiting?.resume_from ?? null
      await recordEvent(job, { type: 'job_queued', cause, priority, resume_from, message: 'Waits for its turn' })
    },
    async leave (job, { status, reason, message }) {
      await records.update(job, { waiting: null, settled_attempt: job.position.attempt })
      const error = status === 'error' ? message : null
      await recordEvent(job, {
        type: 'training_status', status, phase: 'unknown', message, error, reason, exit: unknownExit, traceback: null
      })
    },
    async move (job, before) {
      if (before === job) return
      const others = waiting().filter(other => other !== job)
      const at = before === null ? others.length : others.indexOf(before)
      const [above, below] = [others[at - 1], others[at]]
      const least = below?.record.priority ?? -Infinity
      const priority = Math.max(least, Math.min(above?.record.priority ?? Infinity, job.record.priority))
      const rankOf = (other: LiveJob | undefined): number | null =>
        other?.record.priority === priority ? (other.record.waiting?.rank ?? null) : null
      const rank = rankBetween(rankOf(above), rankOf(below))
      if (rank !== undefined) return await place(job, rank, priority)
      const order = [...others.slice(0, at), job, ...others.slice(at)]
      for (const [index, one] of order.entries()) {
        await place(one, index + 1, one === job ? priority : one.record.priority)
      }
    },
    async skipDelay (job) {
      const { waiting } = job.record
      if (waiting?.not_before == null) return false
      await records.update(job, { waiting: { ...waiting, not_before: null } })
      return true
    }
  }
}
