import type { TrainingState } from '../../src/contract/training.ts'
import { createAppError } from '../../src/domain/app-error.ts'
import { idleState, isActive } from '../../src/domain/state.ts'
import type { JobFacts } from '../../src/domain/state.ts'
import type { Attempt } from './attempt.ts'
import type { Position } from './ingest.ts'

/** A job as the server holds it in memory. */
export interface Job {
  facts: JobFacts & { created_at: string }
  config: Record<string, unknown>
  position: Position
  /** The attempt that is not over, if there is one. */
  attempt: Attempt | null
  /** Set while a start or resume is on its way, so that two of them cannot pass each other. */
  claimed: boolean
}

export interface JobRegistry {
  add: (job: Job) => void
  remove: (job: Job) => void
  all: () => Job[]
  byId: (job_id: string) => Job | undefined
  /** The job with that id, number or slug; throws job_not_found. */
  find: (ref: string) => Job
  active: () => Job[]
  /** The active job, else the newest, else none; throws job_ambiguous with the list when several are active. */
  current: (ref?: string) => Job | undefined
  /** State of the current job, or the idle state. */
  currentState: () => TrainingState
  nextNumber: () => number
}

/** The jobs, by number. `hasConfig` says whether a config is active, for the idle state. */
export function createJobRegistry (hasConfig: () => boolean): JobRegistry {
  const jobs = new Map<string, Job>()
  const all = (): Job[] => [...jobs.values()]
  const active = (): Job[] => all().filter(isJobActive)
  const newest = (): Job | undefined => all().reduce<Job | undefined>((best, job) => best === undefined || job.facts.job_number > best.facts.job_number ? job : best, undefined)

  function find (ref: string): Job {
    const job = jobs.get(ref) ?? all().find(({ facts }) => facts.job_slug === ref || String(facts.job_number) === ref)
    if (job === undefined) throw createAppError('job_not_found', { job: ref })
    return job
  }

  function current (ref?: string): Job | undefined {
    if (ref !== undefined) return find(ref)
    const working = active()
    if (working.length > 1) throw createAppError('job_ambiguous', {}, { jobs: working.map(summary) })
    return working[0] ?? newest()
  }

  return {
    add: job => { jobs.set(job.facts.job_id, job) },
    remove: job => { jobs.delete(job.facts.job_id) },
    all,
    byId: job_id => jobs.get(job_id),
    find,
    active,
    current,
    currentState: () => (active()[0] ?? newest())?.position.state ?? idleState(hasConfig()),
    nextNumber: () => (newest()?.facts.job_number ?? 0) + 1
  }
}

/** From the moment a start is asked for until the last event is in the store. */
export const isJobActive = ({ claimed, attempt, position }: Job): boolean => claimed || isActive(position.state) || (attempt !== null && !position.ended)

/** A job in a few words, for errors that name it. */
export function summary (job: Job): Record<string, unknown> {
  const { job_id, job_number, job_slug, job_name } = job.facts
  return { job_id, job_number, job_slug, job_name, status: job.position.state.status }
}
