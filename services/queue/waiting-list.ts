import type { EventBodyOf } from '../../core/contract/events.ts'
import type { JobRecord } from '../../core/contract/job-record.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { queueOrder, rankBetween } from '../../core/domain/job/schedule.ts'
import type { Ingest } from '../attempts/ingest.ts'
import type { JobFolders } from '../jobs/folders.ts'
import { isWaiting } from '../jobs/registry.ts'
import type { LiveJob, JobRegistry } from '../jobs/registry.ts'
import { recordEvent } from '../jobs/record-event.ts'
import type { JobRecordStore } from '../jobs/record-store.ts'

/** How a job enters the queue. */
export interface QueueEntry { cause: EventBodyOf<'job_queued'>['cause'], resume_from: string | null, message: string, delay_seconds?: number }
/** How a job leaves it without having been trained. */
export interface QueueExit { status: 'stopped' | 'error', reason: 'user_stop' | 'dependency_failed' | 'start_failed', message: string }

/** Who waits, and in which order. Each change is on the disk before it is told; one at a time. */
export interface WaitingList {
  /** Lets a job wait for its next attempt. */
  enter: (job: LiveJob, entry: QueueEntry, more?: Partial<JobRecord>) => Promise<void>
  /** Says once more that a job waits: a server ended before it had said so. */
  announce: (job: LiveJob) => Promise<void>
  /** Takes a job out of the queue: its last event says why. */
  leave: (job: LiveJob, how: QueueExit, requested_by?: string) => Promise<void>
  /** Puts a waiting job before another one, or last; it takes that one's priority where its own would not allow the place. */
  move: (job: LiveJob, before: LiveJob | null) => Promise<void>
  /** The jobs that wait, the next one first. */
  waiting: () => LiveJob[]
}

interface WaitingListDeps {
  registry: Pick<JobRegistry, 'all'>
  records: JobRecordStore
  folders: Pick<JobFolders, 'appendEvent' | 'dropEvent'>
  ingest: Pick<Ingest, 'accept'>
  clock: Clock
}

export function createWaitingList (deps: WaitingListDeps): WaitingList {
  const { registry, records, clock } = deps
  const timestamp = (ms = clock.now()): string => new Date(ms).toISOString()
  const key = ({ record }: LiveJob) => ({ priority: record.priority, rank: record.waiting?.rank ?? 0, job_number: record.job_number })
  const waiting = (): LiveJob[] => registry.all().filter(isWaiting).sort((a, b) => queueOrder(key(a), key(b)))

  async function place (job: LiveJob, rank: number, priority: number): Promise<void> {
    const { waiting } = job.record
    if (waiting !== null) await records.update(job, { waiting: { ...waiting, rank }, priority })
  }

  return {
    waiting,
    async enter (job, { cause, resume_from, message, delay_seconds = 0 }, more = {}) {
      const ranks = registry.all().flatMap(({ record }) => record.waiting?.rank ?? [])
      const not_before = delay_seconds === 0 ? null : timestamp(clock.now() + delay_seconds * 1000)
      const before = job.record
      await records.update(job, { ...more, waiting: { for_attempt: job.position.attempt + 1, rank: Math.max(0, ...ranks) + 1, queued_at: timestamp(), not_before, resume_from } })
      try {
        await recordEvent(deps, job, { type: 'job_queued', cause, priority: job.record.priority, resume_from, message })
      } catch (error) {
        await records.update(job, before) // who is told that it failed must not find it done
        throw error
      }
    },
    async announce (job) {
      const { resume_from } = job.record.waiting ?? { resume_from: null }
      await recordEvent(deps, job, { type: 'job_queued', cause: job.position.attempt === 0 ? 'created' : 'retried', priority: job.record.priority, resume_from, message: 'Waits for its turn' })
    },
    async leave (job, { status, reason, message }, requested_by) {
      await records.update(job, { waiting: null, settled_attempt: job.position.attempt })
      const exit = { code: null, signal: null, forced: false, requested_by: requested_by ?? null, leftovers: 0, peak_rss_bytes: null }
      await recordEvent(deps, job, { type: 'training_status', status, phase: 'unknown', message, error: status === 'error' ? message : null, reason, exit, traceback: null })
    },
    async move (job, before) {
      if (before === job) return
      const others = waiting().filter(other => other !== job)
      const at = before === null ? others.length : others.indexOf(before)
      const [above, below] = [others[at - 1], others[at]]
      const priority = Math.max(below?.record.priority ?? -Infinity, Math.min(above?.record.priority ?? Infinity, job.record.priority))
      const rankOf = (other: LiveJob | undefined): number | null => other?.record.priority === priority ? other.record.waiting?.rank ?? null : null
      const rank = rankBetween(rankOf(above), rankOf(below))
      if (rank !== undefined) return await place(job, rank, priority)
      for (const [index, one] of [...others.slice(0, at), job, ...others.slice(at)].entries()) await place(one, index + 1, one === job ? priority : one.record.priority)
    }
  }
}
