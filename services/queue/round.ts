import { schedule } from '../../core/domain/job/schedule.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import { byEnd } from '../jobs/work-order.ts'
import type { JobRegistry } from '../jobs/registry.ts'
import type { Claims, Claim } from './claims.ts'
import { dependencies } from './dependencies.ts'
import type { DeviceAllocator } from './device-allocator.ts'
import type { StartConditions } from './start-conditions.ts'
import type { WaitingList } from './waiting-list.ts'

interface RoundDeps {
  registry: Pick<JobRegistry, 'all' | 'find' | 'byId' | 'damaged'>
  waiting_list: Pick<WaitingList, 'waiting' | 'leave'>
  devices: Pick<DeviceAllocator, 'readDevices' | 'refresh' | 'setsFor' | 'freeFor' | 'unfollowed'>
  conditions: Pick<StartConditions, 'isReady' | 'delayOf'>
  starts: { claimOn: Claims['claimOn'], start: (claim: Claim) => Promise<void> }
  handleEnd: (job: LiveJob) => Promise<void>
  log: { warn: (facts: object, message: string) => void }
}

const TRY_AGAIN_MS = 30_000

/**
 * Makes one round of the queue: handles the attempts that ended, drops the jobs that can never start, and starts those
 * that can. To be called in the queue's turn; resolves with the milliseconds until the next round is due, or null.
 */
export function createRound ({
  registry, waiting_list, devices, conditions, starts, handleEnd, log
}: RoundDeps) {
  /** Whether it could be done. A problem with one job holds up no other. */
  async function attempted (job: LiveJob, act: () => Promise<void>): Promise<boolean> {
    try {
      await act()
      return true
    } catch (err) {
      log.warn({ err, job_id: job.record.job_id }, 'the queue could not handle a job; trying again')
      return false
    }
  }

  async function handleEnds (): Promise<boolean> {
    let isDone = true
    for (const job of byEnd(registry.all())) {
      isDone =
        (await attempted(job, async () => {
          await handleEnd(job)
        })) && isDone
    }
    return isDone
  }

  /** Whether any job was dropped: another one may have been waiting for it. */
  async function dropLost (): Promise<boolean> {
    let any = false
    for (const job of waiting_list.waiting()) {
      const message = dependencies(registry, job).failed
      if (message === null) continue
      const exit = { status: 'error' as const, reason: 'dependency_failed' as const, message }
      any =
        (await attempted(job, async () => {
          await waiting_list.leave(job, exit)
        })) || any
    }
    return any
  }

  async function startReady (): Promise<void> {
    if (!waiting_list.waiting().some(conditions.isReady)) return
    await devices.refresh()
    const jobs = waiting_list.waiting()
    const wishes = jobs.map(job => ({
      job_id: job.record.job_id, device_sets: devices.setsFor(job), ready: conditions.isReady(job)
    }))
    for (const placement of schedule(wishes, devices.freeFor(jobs))) {
      void starts.start(starts.claimOn(registry.find(placement.job_id), placement.devices))
    }
  }

  return async (): Promise<number | null> => {
    await devices.readDevices()
    const isDone = await handleEnds()
    while (await dropLost());
    await startReady()
    const next = Math.min(
      ...waiting_list.waiting().map(conditions.delayOf).filter(ms => ms > 0),
      // Nothing reports the end of a training that nobody follows.
      isDone && devices.unfollowed().length === 0 ? Infinity : TRY_AGAIN_MS
    )
    return next === Infinity ? null : next
  }
}
