import type { TrainingState } from '../../core/contract/training.ts'
import { AppError } from '../../core/domain/app-error.ts'
import { isOver } from '../../core/domain/job/retry.ts'
import { isJobActive } from './registry.ts'
import type { Job, JobRegistry } from './registry.ts'

/** A job as those who watch it see it. */
export interface WatchedJob {
  job_id: string
  state: TrainingState
  /** Nothing more happens to it unless somebody asks for it. */
  over: boolean
  /** Samples in one step; null where the config does not say. */
  batch_size: number | null
  /** The network it trains; where there is none, the first job of those that were forked from each other. */
  network_id: string
}

export interface WatchedJobs {
  /** The job with that id, number or slug; null when there is none. */
  find: (ref: string) => WatchedJob | null
  /** Those with a trainer at work. */
  active: () => WatchedJob[]
}

interface Deps { registry: Pick<JobRegistry, 'find' | 'byId' | 'active'> }

/** Looks jobs up for the sockets. */
export function createWatchedJobs ({ registry }: Deps): WatchedJobs {
  const show = (job: Job): WatchedJob => ({
    job_id: job.facts.job_id,
    state: job.position.state,
    over: !isJobActive(job) && isOver(job.facts, job.position.state, job.position.attempt),
    batch_size: typeof job.config.batch_size === 'number' ? job.config.batch_size : null,
    network_id: job.facts.network_id ?? firstOfForks(registry, job)
  })
  return {
    find (ref) {
      try {
        return show(registry.find(ref))
      } catch (error) {
        if (error instanceof AppError && error.code === 'job_not_found') return null
        throw error
      }
    },
    active: () => registry.active().map(show)
  }
}

function firstOfForks (registry: Pick<JobRegistry, 'byId'>, { facts }: Job): string {
  const source = facts.fork_of === null ? undefined : registry.byId(facts.fork_of)
  return source === undefined ? facts.job_id : firstOfForks(registry, source)
}
