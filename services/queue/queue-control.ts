import { jobTitle } from '../../core/domain/job/job-title.ts'
import type { JobSummary } from '../../core/contract/jobs.ts'
import type { Queue, QueuePatch, QueueQuery } from '../../core/contract/queue.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { describeJob } from '../jobs/describe-job.ts'
import type { QueueView } from '../jobs/describe-job.ts'
import { isJobActive, isWaiting, statusOf } from '../jobs/live-job.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import type { JobRegistry } from '../jobs/registry.ts'
import { dependencies } from './dependencies.ts'
import type { DeviceAllocator } from './device-allocator.ts'
import type { Expectations } from './expectations.ts'
import type { Hold } from './hold.ts'
import { pageOfQueue } from './queue-page.ts'
import type { Scheduler } from './scheduler.ts'
import { takenOut } from './waiting-list.ts'
import type { WaitingList } from './waiting-list.ts'

/** Acts on the queue as a whole. */
export interface QueueControl {
  /** The waiting jobs in their order, all or a page of them, and who has which device. Errors: invalid_cursor. */
  queue: (query?: QueueQuery) => Promise<Queue>
  /** Puts a waiting job before another one; null: last. Errors: job_not_found, job_not_waiting. */
  reorder: (ref: string, before: string | null) => Promise<JobSummary>
  /** Holds the queue, or lets it start jobs again. */
  hold: (patch: QueuePatch) => Promise<Queue>
  /** Once, at startup: repairs the jobs a server left between two writes, and lets the queue start. */
  begin: () => Promise<void>
}

interface QueueControlDeps {
  registry: JobRegistry
  queue: QueueView & Pick<WaitingList, 'announce' | 'leave' | 'move'> & Pick<Scheduler, 'change'> &
    { expectations: Expectations }
  devices: Pick<DeviceAllocator, 'readDevices' | 'list'>
  hold: Hold
}

export function createQueueControl ({ registry, queue, devices, hold }: QueueControlDeps): QueueControl {
  async function describe (query: QueueQuery = {}): Promise<Queue> {
    await devices.readDevices()
    const waiting = queue.waiting()
    const page = pageOfQueue(waiting, query)
    if (page === null) throw createAppError('invalid_cursor', { cursor: query.cursor ?? '' })
    const { jobs, next_cursor } = page
    const expected = await queue.expectations(waiting.slice(0, page.end))
    return {
      held: hold.held(),
      waiting: jobs.map((job, index) => ({ ...describeJob(queue, job, waiting), ...expected[page.begin + index]! })),
      total_waiting: waiting.length,
      next_cursor,
      devices: devices.list().map(({ device, name, job }) => ({ device, name, job_id: job?.record.job_id ?? null }))
    }
  }

  /** Makes the events of a job agree with its record. */
  async function reconcile (job: LiveJob): Promise<void> {
    const isQueued = job.position.state.status === 'queued'
    if (isWaiting(job) && !isQueued) await queue.announce(job)
    if (isWaiting(job) || !isQueued || isJobActive(job)) return
    const { failed: message } = dependencies(registry, job)
    await queue.leave(job, message === null ? takenOut : { status: 'error', reason: 'dependency_failed', message })
  }

  return {
    queue: describe,
    async reorder (ref, before) {
      return await queue.change(async () => {
        const job = registry.find(ref)
        const other = before === null ? null : registry.find(before)
        for (const one of [job, other ?? job]) {
          if (!isWaiting(one)) {
            throw createAppError('job_not_waiting', { job: jobTitle(one.record), status: statusOf(one) })
          }
        }
        await queue.move(job, other)
        return describeJob(queue, job)
      })
    },
    async hold ({ held, until_restart }) {
      await queue.change(async () => { await hold.set(held, until_restart) })
      return await describe()
    },
    async begin () {
      await queue.change(async () => {
        for (const job of registry.all()) await reconcile(job)
      })
    }
  }
}
