import { createAppError } from '../../core/domain/app-error.ts'
import type { AttemptStarter } from '../attempts/start.ts'
import type { Serialiser } from '../files/serialise.ts'
import { endReservation, reserve } from '../jobs/live-job.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import { alreadyRunning } from '../jobs/registry.ts'
import type { JobRegistry } from '../jobs/registry.ts'
import { whyUnknown } from './devices.ts'
import type { DeviceAllocator } from './device-allocator.ts'

/** A job and its devices, reserved for the holder, who calls `start` or `release`, exactly once. */
export interface Claim {
  job: LiveJob
  /**
   * Begins the next attempt; resolves once its runner has answered. `onFailure` runs while the job is still reserved.
   * Errors: launch_failed.
   */
  start: (resume_from: string | null, onFailure?: (error: unknown) => Promise<void>) => Promise<void>
  /** Gives the job and its devices back. */
  release: () => void
}

export interface Claims {
  /**
   * Claims the job that `pick` returns, ahead of the queue, on its best devices. Errors: already_running,
   * device_unknown.
   */
  claim: (pick: () => LiveJob) => Promise<Claim>
  /** Claims a job on devices that are free. To be called in the queue's turn. */
  claimOn: (job: LiveJob, devices: readonly string[]) => Claim
}

interface ClaimsDeps {
  registry: Pick<JobRegistry, 'active' | 'add'>
  allocator: Pick<DeviceAllocator, 'refresh' | 'bestSetFor' | 'unfollowed' | 'gpuProblem'>
  starter: AttemptStarter
  serialise: Serialiser
  /** A claim has ended; others may start. */
  onEnd: () => void
}

export function createClaims ({ registry, allocator, starter, serialise, onEnd }: ClaimsDeps): Claims {
  function claimOn (job: LiveJob, devices: readonly string[]): Claim {
    let isUsed = false
    const use = (): void => {
      if (isUsed) throw new Error(`the claim on job ${job.record.job_number} was used before`)
      isUsed = true
    }
    const end = (): void => {
      endReservation(job)
      onEnd()
    }

    reserve(job, devices)
    return {
      job,
      async start (resume_from, onFailure = async () => {}) {
        use()
        try {
          await starter.begin(job, { resume_from, devices })
        } catch (error) {
          await onFailure(error)
          throw error
        } finally {
          end()
        }
      },
      release () {
        use()
        end()
      }
    }
  }

  function refuseWhileBusy (): void {
    const [job] = registry.active()
    if (job !== undefined) throw alreadyRunning(job)
    const [training] = allocator.unfollowed()
    if (training === undefined) return
    if (training.job !== null) throw alreadyRunning(training.job)
    throw createAppError('already_running', { job: `A job that is gone (${training.job_id})`, status: 'stopping' })
  }

  return {
    claimOn,
    claim: async pick => await serialise(async () => {
      await allocator.refresh()
      refuseWhileBusy()
      const job = pick()
      const devices = allocator.bestSetFor(job)
      if (devices === undefined) {
        throw createAppError('device_unknown', { device: job.record.device, why: whyUnknown(allocator.gpuProblem()) })
      }
      registry.add(job)
      return claimOn(job, devices)
    })
  }
}
