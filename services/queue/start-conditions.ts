import type { Clock } from '../../core/domain/clock.ts'
import { toTimestamp } from '../../core/domain/clock.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import type { JobRegistry } from '../jobs/registry.ts'
import { dependencies } from './dependencies.ts'
import type { DeviceAllocator } from './device-allocator.ts'
import type { Hold } from './hold.ts'
import type { WaitingList } from './waiting-list.ts'

/** What a waiting job waits for. */
export interface StartConditions {
  /** True when nothing but a device is missing. */
  isReady: (job: LiveJob) => boolean
  /** Milliseconds until it may start. */
  delayOf: (job: LiveJob) => number
  /** When its retry is due, for people; null: it does not wait for one. */
  notBefore: (job: LiveJob) => string | null
  /** The same in words, for a person. */
  waitsFor: (job: LiveJob) => string
  /** Lets a job whose start failed before there was an attempt wait a while. */
  postpone: (job: LiveJob, problem: string) => void
  /** A start succeeded. */
  forget: (job: LiveJob) => void
}

interface StartConditionsDeps {
  registry: Pick<JobRegistry, 'byId' | 'damaged'>
  waiting_list: Pick<WaitingList, 'delayOf'>
  allocator: Pick<DeviceAllocator, 'setsFor' | 'blockersOf' | 'gpuProblem'>
  hold: Hold
  clock: Clock
}

/** It counts as long as the job has not left the queue since. `until` is monotonic. */
interface FailedStart { until: number, problem: string, queued_at: string | undefined }

const RETRY_START_MS = 30_000
const ROUNDED_MS = 1000

export function createStartConditions (
  { registry, waiting_list, allocator, hold, clock }: StartConditionsDeps
): StartConditions {
  const failed = new Map<string, FailedStart>()

  function failureOf ({ record }: LiveJob): FailedStart | undefined {
    const failure = failed.get(record.job_id)
    return failure?.queued_at === record.waiting?.queued_at ? failure : undefined
  }

  const delayOf = (job: LiveJob): number =>
    Math.max(waiting_list.delayOf(job), (failureOf(job)?.until ?? 0) - clock.mono(), 0)

  /** The moment in `ms`; `recorded`, where that is the same but for the rounding of two clocks. */
  function momentIn (ms: number, recorded: string | null): string {
    const at_ms = clock.now() + ms
    return recorded !== null && Math.abs(Date.parse(recorded) - at_ms) < ROUNDED_MS ? recorded : toTimestamp(at_ms)
  }

  return {
    delayOf,
    notBefore (job) {
      const recorded = job.record.waiting?.not_before ?? null
      return recorded === null ? null : momentIn(waiting_list.delayOf(job), recorded)
    },
    isReady: job => !hold.held() && delayOf(job) === 0 && dependencies(registry, job).pending === null,
    waitsFor (job) {
      const { pending } = dependencies(registry, job)
      if (pending !== null) return pending
      if (delayOf(job) > 0) {
        const problem = failureOf(job)?.problem
        const delay = `not before ${momentIn(delayOf(job), job.record.waiting?.not_before ?? null)}`
        return problem === undefined ? delay : `${problem}; ${delay}`
      }
      if (hold.held()) return 'the queue is held'
      if (allocator.setsFor(job).length === 0) return noDevice(allocator.gpuProblem())
      const busy = allocator.blockersOf(job)
      return busy.length > 0 ? busy.join('; ') : 'next in line, or blocked by an earlier job for the same devices'
    },
    postpone ({ record }, problem) {
      failed.set(record.job_id, { until: clock.mono() + RETRY_START_MS, problem, queued_at: record.waiting?.queued_at })
    },
    forget: ({ record }) => { failed.delete(record.job_id) }
  }
}

const noDevice = (gpu_problem: string | null): string =>
  gpu_problem === null
    ? 'no device of this machine fits its config'
    : `its GPU cannot be found: nvidia-smi fails and says: ${gpu_problem}`
