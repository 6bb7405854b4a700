import type { JobRecord } from '../../core/contract/job-record.ts'
import type { TrainingState } from '../../core/contract/training.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { idleState, isActive, newJobState } from '../../core/domain/job/state.ts'
import type { Attempt } from '../attempts/follow.ts'
import type { Position } from '../attempts/ingest.ts'

/** A job as the server holds it in memory. */
export interface LiveJob {
  /** What job.json holds. */
  record: JobRecord
  config: Record<string, unknown>
  position: Position
  /** The attempt that is not over, if there is one. */
  attempt: Attempt | null
  /** Set while a start or resume is on its way, so that two of them cannot pass each other. */
  isReserved: boolean
  /** What the newest attempt has to itself: cpu, or UUIDs of GPUs. */
  devices: string[]
}

export interface JobRegistry {
  add: (job: LiveJob) => void
  remove: (job: LiveJob) => void
  all: () => LiveJob[]
  byId: (job_id: string) => LiveJob | undefined
  /** The job with that id, number or slug; throws job_not_found, job_damaged. */
  find: (ref: string) => LiveJob
  /** A job whose records cannot be used: it is shown and can be deleted, and nothing else. */
  addDamaged: (job: LiveJob) => void
  damaged: () => LiveJob[]
  /** As find, for showing: the damaged ones are found too. */
  findShown: (ref: string) => LiveJob
  active: () => LiveJob[]
  /** The active job, else the newest, else none; throws job_ambiguous with the list when several are active. */
  current: (ref?: string) => LiveJob | undefined
  /** State of the current job, or the idle state. */
  currentState: () => TrainingState
  /** Numbers up to this one are taken, whoever had them. */
  reserve: (job_number: number) => void
  /** The next number; a number is never given twice, not even that of a job that was deleted. */
  nextNumber: () => number
}

/** The jobs, by number. `hasConfig` says whether a config is active, for the idle state. */
export function createJobRegistry (hasConfig: () => boolean): JobRegistry {
  const jobs = new Map<string, LiveJob>()
  const damaged = new Map<string, LiveJob>()
  let last_number = 0
  const all = (): LiveJob[] => [...jobs.values()]
  const reserve = (job_number: number): void => { last_number = Math.max(last_number, job_number) }
  const active = (): LiveJob[] => all().filter(isJobActive)
  // A job that was only put down is nobody's current one.
  const newest = (): LiveJob | undefined => all().filter(({ position }) => position.state.status !== 'idle')
    .reduce<LiveJob | undefined>((best, job) => best === undefined || job.record.job_number > best.record.job_number ? job : best, undefined)

  function findShown (ref: string): LiveJob {
    const job = [jobs, damaged].map(some => named(some, ref)).find(found => found !== undefined)
    if (job === undefined) throw createAppError('job_not_found', { job: ref })
    return job
  }

  function find (ref: string): LiveJob {
    const job = findShown(ref)
    const { job_id } = job.record
    if (damaged.has(job_id)) throw createAppError('job_damaged', { job_id, problem: job.position.state.error ?? '' })
    return job
  }

  function current (ref?: string): LiveJob | undefined {
    if (ref !== undefined) return find(ref)
    const working = active()
    if (working.length > 1) throw createAppError('job_ambiguous', {}, { jobs: working.map(summary) })
    return working[0] ?? newest()
  }

  return {
    add: job => {
      jobs.set(job.record.job_id, job)
      reserve(job.record.job_number)
    },
    addDamaged: job => {
      damaged.set(job.record.job_id, job)
      reserve(job.record.job_number)
    },
    damaged: () => [...damaged.values()],
    remove: ({ record }) => { for (const some of [jobs, damaged]) some.delete(record.job_id) },
    all,
    byId: job_id => jobs.get(job_id),
    find,
    findShown,
    active,
    current,
    currentState: () => (active()[0] ?? newest())?.position.state ?? idleState(hasConfig()),
    reserve,
    nextNumber: () => last_number + 1
  }
}

const named = (jobs: Map<string, LiveJob>, ref: string): LiveJob | undefined =>
  jobs.get(ref) ?? [...jobs.values()].find(({ record }) => record.job_slug === ref || String(record.job_number) === ref)

/** A job of which nothing is known but its record. */
export function newJob (record: JobRecord, config: Record<string, unknown>): LiveJob {
  const { job_id, job_number, job_slug, job_name, trainer } = record
  const state = newJobState({ job_id, job_number, job_slug, job_name, trainer })
  const position = { job_id, job_number, attempt: 0, cursor: { segment: 1, offset: 0 }, state, ended: false, pending: [] }
  return { record, config, position, attempt: null, isReserved: false, devices: [] }
}

/** From the moment a start is asked for until the last event is in the store. */
export const isJobActive = ({ isReserved: claimed, attempt, position }: LiveJob): boolean => claimed || isActive(position.state) || (attempt !== null && !position.ended)

/** It is in the queue: its next attempt is yet to begin. */
export const isWaiting = (job: LiveJob): boolean => job.record.waiting !== null && job.record.waiting.for_attempt > job.position.attempt && !isJobActive(job)

/** A job in a few words, for errors that name it. */
export function summary (job: LiveJob): Record<string, unknown> {
  const { job_id, job_number, job_slug, job_name } = job.record
  return { job_id, job_number, job_slug, job_name, status: job.position.state.status }
}

/** The error of whoever wants to start something while `job` is at work. */
export function alreadyRunning (job: LiveJob): Error {
  const status = job.isReserved ? 'starting' : job.position.state.status
  return createAppError('already_running', { job_id: job.record.job_id, status }, { jobs: [{ ...summary(job), status }] })
}
