import type { EventBodyOf } from '../../core/contract/events.ts'
import type { JobRecord } from '../../core/contract/job-record.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { queueOrder, rankBetween } from '../../core/domain/job/schedule.ts'
import type { Ingest } from '../attempts/ingest.ts'
import type { JobFolders } from '../jobs/folders.ts'
import { isWaiting } from '../jobs/registry.ts'
import type { Job, JobRegistry } from '../jobs/registry.ts'
import { note } from '../jobs/record-event.ts'
import type { Records } from '../jobs/record-store.ts'

/** How a job enters the queue. */
export interface Entry { cause: EventBodyOf<'job_queued'>['cause'], resume_from: string | null, message: string, delay_seconds?: number }
/** How a job leaves it without having been trained. */
export interface Leave { status: 'stopped' | 'error', reason: 'user_stop' | 'dependency_failed' | 'start_failed', message: string }

/** Who waits, and in which order. Each change is on the disk before it is told; one at a time. */
export interface Entries {
  /** Lets a job wait for its next attempt. */
  enter: (job: Job, entry: Entry, more?: Partial<JobRecord>) => Promise<void>
  /** Says once more that a job waits: a server ended before it had said so. */
  announce: (job: Job) => Promise<void>
  /** Takes a job out of the queue: its last event says why. */
  leave: (job: Job, how: Leave, requested_by?: string) => Promise<void>
  /** Puts a waiting job before another one, or last; it takes that one's priority where its own would not allow the place. */
  move: (job: Job, before: Job | null) => Promise<void>
  /** The jobs that wait, the next one first. */
  waiting: () => Job[]
}

interface Deps {
  registry: Pick<JobRegistry, 'all'>
  records: Records
  folders: Pick<JobFolders, 'appendNote' | 'dropNote'>
  ingest: Pick<Ingest, 'take'>
  clock: Clock
}

export function createEntries (deps: Deps): Entries {
  const { registry, records, clock } = deps
  const timestamp = (ms = clock.now()): string => new Date(ms).toISOString()
  const key = ({ facts }: Job) => ({ priority: facts.priority, rank: facts.waiting?.rank ?? 0, job_number: facts.job_number })
  const waiting = (): Job[] => registry.all().filter(isWaiting).sort((a, b) => queueOrder(key(a), key(b)))

  async function place (job: Job, rank: number, priority: number): Promise<void> {
    const { waiting } = job.facts
    if (waiting !== null) await records.update(job, { waiting: { ...waiting, rank }, priority })
  }

  return {
    waiting,
    async enter (job, { cause, resume_from, message, delay_seconds = 0 }, more = {}) {
      const ranks = registry.all().flatMap(({ facts }) => facts.waiting?.rank ?? [])
      const not_before = delay_seconds === 0 ? null : timestamp(clock.now() + delay_seconds * 1000)
      const before = job.facts
      await records.update(job, { ...more, waiting: { for_attempt: job.position.attempt + 1, rank: Math.max(0, ...ranks) + 1, queued_at: timestamp(), not_before, resume_from } })
      try {
        await note(deps, job, { type: 'job_queued', cause, priority: job.facts.priority, resume_from, message })
      } catch (error) {
        await records.update(job, before) // who is told that it failed must not find it done
        throw error
      }
    },
    async announce (job) {
      const { resume_from } = job.facts.waiting ?? { resume_from: null }
      await note(deps, job, { type: 'job_queued', cause: job.position.attempt === 0 ? 'created' : 'retried', priority: job.facts.priority, resume_from, message: 'Waits for its turn' })
    },
    async leave (job, { status, reason, message }, requested_by) {
      await records.update(job, { waiting: null, settled_attempt: job.position.attempt })
      const exit = { code: null, signal: null, forced: false, requested_by: requested_by ?? null, leftovers: 0, peak_rss_bytes: null }
      await note(deps, job, { type: 'training_status', status, phase: 'unknown', message, error: status === 'error' ? message : null, reason, exit, traceback: null })
    },
    async move (job, before) {
      if (before === job) return
      const others = waiting().filter(other => other !== job)
      const at = before === null ? others.length : others.indexOf(before)
      const [above, below] = [others[at - 1], others[at]]
      const priority = Math.max(below?.facts.priority ?? -Infinity, Math.min(above?.facts.priority ?? Infinity, job.facts.priority))
      const rankOf = (other: Job | undefined): number | null => other?.facts.priority === priority ? other.facts.waiting?.rank ?? null : null
      const rank = rankBetween(rankOf(above), rankOf(below))
      if (rank !== undefined) return await place(job, rank, priority)
      for (const [index, one] of [...others.slice(0, at), job, ...others.slice(at)].entries()) await place(one, index + 1, one === job ? priority : one.facts.priority)
    }
  }
}
