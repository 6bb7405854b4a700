import type { TrainingState } from '../../core/contract/training.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { AppError } from '../../core/domain/app-error.ts'
import { isOver } from '../../core/domain/job/retry.ts'
import { isJobActive } from './live-job.ts'
import type { LiveJob } from './live-job.ts'
import type { JobRegistry } from './registry.ts'

/** A job as the streams show it. */
export interface StreamJob {
  job_id: string
  state: TrainingState
  /** The state, as time has changed it since the newest event. */
  stateNow: () => TrainingState
  /** Nothing more happens to it unless a person asks for it. */
  over: boolean
  /** Samples in one step; null where the config does not say. */
  batch_size: number | null
  /** The network it trains; without one, the first job of its chain of forks. */
  network_id: string
}

export interface StreamJobs {
  /** The job with that id, number or slug, also a damaged one, as it is shown; null when there is none. */
  find: (ref: string) => StreamJob | null
  /** A job that a client may follow. Errors: job_not_found, job_damaged. */
  findUsable: (ref: string) => StreamJob
  /** The jobs with a trainer at work. */
  active: () => StreamJob[]
}

interface StreamJobsDeps {
  registry: Pick<JobRegistry, 'find' | 'findShown' | 'byId' | 'active' | 'stateOf'>
  clock: Clock
}

/** Looks jobs up for the sockets. */
export function createStreamJobs ({ registry, clock }: StreamJobsDeps): StreamJobs {
  const show = (job: LiveJob): StreamJob => ({
    job_id: job.record.job_id,
    state: registry.stateOf(job),
    stateNow: () => registry.stateOf(job, clock),
    over: !isJobActive(job) && isOver(job.record, job.position.state, job.position.attempt),
    batch_size: typeof job.config.batch_size === 'number' ? job.config.batch_size : null,
    network_id: job.record.network_id ?? firstOfForks(registry, job)
  })
  return {
    find (ref) {
      try {
        return show(registry.findShown(ref))
      } catch (error) {
        if (error instanceof AppError && error.code === 'job_not_found') return null
        throw error
      }
    },
    findUsable: ref => show(registry.find(ref)),
    active: () => registry.active().map(show)
  }
}

function firstOfForks (registry: Pick<JobRegistry, 'byId'>, { record }: LiveJob): string {
  const source = record.fork_of === null ? undefined : registry.byId(record.fork_of)
  return source === undefined ? record.job_id : firstOfForks(registry, source)
}
