import type { Clock } from '../../core/domain/clock.ts'
import { toTimestamp } from '../../core/domain/clock.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import type { JobRegistry } from '../jobs/registry.ts'
import { dependencies } from './dependencies.ts'
import type { DeviceAllocator } from './device-allocator.ts'
import type { Hold } from './hold.ts'

/** What a waiting job waits for. */
export interface StartConditions {
  /** True when nothing but a device is missing. */
  isReady: (job: LiveJob) => boolean
  /** Not before this moment, milliseconds since 1970. */
  startsAt: (job: LiveJob) => number
  /** The same in words, for a person. */
  waitsFor: (job: LiveJob) => string
  /** Lets a job whose start failed before there was an attempt wait a while. */
  postpone: (job: LiveJob, problem: string) => void
  /** A start succeeded. */
  forget: (job: LiveJob) => void
}

interface StartConditionsDeps {
  registry: Pick<JobRegistry, 'byId'>
  allocator: Pick<DeviceAllocator, 'setsFor' | 'blockersOf'>
  hold: Hold
  clock: Clock
}

/** It counts as long as the job has not left the queue since. */
interface FailedStart { until: number, problem: string, queued_at: string | undefined }

const RETRY_START_MS = 30_000

export function createStartConditions ({ registry, allocator, hold, clock }: StartConditionsDeps): StartConditions {
  const failed = new Map<string, FailedStart>()

  function failureOf ({ record }: LiveJob): FailedStart | undefined {
    const failure = failed.get(record.job_id)
    return failure?.queued_at === record.waiting?.queued_at ? failure : undefined
  }

  const startsAt = (job: LiveJob): number =>
    Math.max(Date.parse(job.record.waiting?.not_before ?? '') || 0, failureOf(job)?.until ?? 0)

  return {
    startsAt,
    isReady: job => !hold.held() && startsAt(job) <= clock.now() && dependencies(registry, job).pending === null,
    waitsFor (job) {
      const { pending } = dependencies(registry, job)
      if (pending !== null) return pending
      if (startsAt(job) > clock.now()) {
        const problem = failureOf(job)?.problem
        const delay = `not before ${toTimestamp(startsAt(job))}`
        return problem === undefined ? delay : `${problem}; ${delay}`
      }
      if (hold.held()) return 'the queue is held'
      if (allocator.setsFor(job).length === 0) return 'no device of this machine fits its config'
      const busy = allocator.blockersOf(job)
      return busy.length > 0 ? busy.join('; ') : 'next in line, or blocked by an earlier job for the same devices'
    },
    postpone ({ record }, problem) {
      failed.set(record.job_id, { until: clock.now() + RETRY_START_MS, problem, queued_at: record.waiting?.queued_at })
    },
    forget: ({ record }) => { failed.delete(record.job_id) }
  }
}
