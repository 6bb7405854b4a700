import type { JobRecord } from '../../core/contract/job-record.ts'
import type { TrainingState } from '../../core/contract/training.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { idleState, isActive, newJobState } from '../../core/domain/job/state.ts'
import type { Attempt } from '../attempts/follow.ts'
import type { Position } from '../attempts/ingest.ts'

/** A job as the server holds it in memory. */
export interface Job {
  /** What job.json holds. */
  facts: JobRecord
  config: Record<string, unknown>
  position: Position
  /** The attempt that is not over, if there is one. */
  attempt: Attempt | null
  /** Set while a start or resume is on its way, so that two of them cannot pass each other. */
  claimed: boolean
  /** What the newest attempt has to itself: cpu, or UUIDs of GPUs. */
  devices: string[]
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
  /** Numbers up to this one are taken, whoever had them. */
  reserve: (job_number: number) => void
  /** The next number; a number is never given twice, not even that of a job that was deleted. */
  nextNumber: () => number
}

/** The jobs, by number. `hasConfig` says whether a config is active, for the idle state. */
export function createJobRegistry (hasConfig: () => boolean): JobRegistry {
  const jobs = new Map<string, Job>()
  let last_number = 0
  const all = (): Job[] => [...jobs.values()]
  const active = (): Job[] => all().filter(isJobActive)
  // A job that was only put down is nobody's current one.
  const newest = (): Job | undefined => all().filter(({ position }) => position.state.status !== 'idle')
    .reduce<Job | undefined>((best, job) => best === undefined || job.facts.job_number > best.facts.job_number ? job : best, undefined)

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
    add: job => {
      jobs.set(job.facts.job_id, job)
      last_number = Math.max(last_number, job.facts.job_number)
    },
    remove: job => { jobs.delete(job.facts.job_id) },
    all,
    byId: job_id => jobs.get(job_id),
    find,
    active,
    current,
    currentState: () => (active()[0] ?? newest())?.position.state ?? idleState(hasConfig()),
    reserve: job_number => { last_number = Math.max(last_number, job_number) },
    nextNumber: () => last_number + 1
  }
}

/** A job of which nothing is known but its record. */
export function newJob (facts: JobRecord, config: Record<string, unknown>): Job {
  const { job_id, job_number, job_slug, job_name, trainer } = facts
  const state = newJobState({ job_id, job_number, job_slug, job_name, trainer })
  const position = { job_id, job_number, attempt: 0, cursor: { segment: 1, offset: 0 }, state, ended: false, pending: [] }
  return { facts, config, position, attempt: null, claimed: false, devices: [] }
}

/** From the moment a start is asked for until the last event is in the store. */
export const isJobActive = ({ claimed, attempt, position }: Job): boolean => claimed || isActive(position.state) || (attempt !== null && !position.ended)

/** It is in the queue: its next attempt is yet to begin. */
export const isWaiting = (job: Job): boolean => job.facts.waiting !== null && job.facts.waiting.for_attempt > job.position.attempt && !isJobActive(job)

/** A job in a few words, for errors that name it. */
export function summary (job: Job): Record<string, unknown> {
  const { job_id, job_number, job_slug, job_name } = job.facts
  return { job_id, job_number, job_slug, job_name, status: job.position.state.status }
}

/** The error of whoever wants to start something while `job` is at work. */
export function alreadyRunning (job: Job): Error {
  const status = job.claimed ? 'starting' : job.position.state.status
  return createAppError('already_running', { job_id: job.facts.job_id, status }, { jobs: [{ ...summary(job), status }] })
}
