import { jobTitle } from '../../core/domain/job/job-title.ts'
import type { JobRecord } from '../../core/contract/job-record.ts'
import type { TrainingState } from '../../core/contract/training.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { idleState } from '../../core/domain/job/state.ts'
import { currentJob } from './current-job.ts'
import { isJobActive, latestState, newJob, stateNow, statusOf } from './live-job.ts'
import type { LiveJob } from './live-job.ts'

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
  /** A job that was deleted: its number stays taken, and a request with its Idempotency-Key makes no other. */
  addDeleted: (record: JobRecord) => void
  /** The deleted jobs that were made with an Idempotency-Key. */
  deleted: () => LiveJob[]
  /** As find, for showing: finds the damaged ones too. */
  findShown: (ref: string) => LiveJob
  active: () => LiveJob[]
  /** The job that `ref` names; without it, the current one: see currentJob. Errors: those of find. */
  current: (ref?: string) => LiveJob | undefined
  /** State of the current job, or the idle state, to be shown. */
  currentState: () => TrainingState
  /** State of a job to be shown, with the trouble that lasts; with a clock, as time has changed it since. */
  stateOf: (job: LiveJob, clock?: Pick<Clock, 'mono'>) => TrainingState
  /** Marks the numbers up to this one as taken. */
  reserve: (job_number: number) => void
  /** The next number. A number is never given twice, not even that of a deleted job. */
  nextNumber: () => number
}

/** Adds the trouble that lasts to a state. */
export type ShowConditions = (state: TrainingState) => TrainingState

/** The jobs, by number. `hasConfig` says whether a config is active, for the idle state. */
export function createJobRegistry (
  hasConfig: () => boolean, showConditions: ShowConditions = state => state
): JobRegistry {
  const jobs = new Map<string, LiveJob>()
  const damaged = new Map<string, LiveJob>()
  const deleted: LiveJob[] = []
  let last_number = 0
  const all = (): LiveJob[] => [...jobs.values()]
  const reserve = (job_number: number): void => { last_number = Math.max(last_number, job_number) }
  const active = (): LiveJob[] => all().filter(isJobActive)

  function findShown (ref: string): LiveJob {
    const job = [jobs, damaged].map(some => named(some, ref)).find(found => found !== undefined)
    if (job === undefined) throw createAppError('job_not_found', { job: ref })
    return job
  }

  function find (ref: string): LiveJob {
    const job = findShown(ref)
    const { job_id } = job.record
    if (damaged.has(job_id)) {
      const problem = job.position.state.error ?? ''
      throw createAppError('job_damaged', { job: jobTitle(job.record), job_id, problem })
    }
    return job
  }

  const stateOf: JobRegistry['stateOf'] = (job, clock) =>
    showConditions(clock === undefined ? latestState(job) : stateNow(job, clock))
  const current = (ref?: string): LiveJob | undefined => ref === undefined ? currentJob(all()) : find(ref)

  return {
    add: job => {
      jobs.set(job.record.job_id, job)
      reserve(job.record.job_number)
    },
    addDamaged: job => {
      damaged.set(job.record.job_id, job)
      reserve(job.record.job_number)
    },
    addDeleted: record => {
      reserve(record.job_number)
      if (record.idempotency !== null) deleted.push(deletedJob(record))
    },
    deleted: () => deleted,
    damaged: () => [...damaged.values()],
    remove: ({ record }) => { for (const some of [jobs, damaged]) some.delete(record.job_id) },
    all,
    byId: job_id => jobs.get(job_id),
    find,
    findShown,
    active,
    current,
    currentState () {
      const job = current()
      return job === undefined ? showConditions(idleState(hasConfig())) : stateOf(job)
    },
    stateOf,
    reserve,
    nextNumber: () => last_number + 1
  }
}

/** Of a deleted job only its record is left. */
const deletedJob = (record: JobRecord): LiveJob =>
  newJob(record, {}, { status: 'stopped', message: `Deleted at ${record.deleted?.at ?? 'an unknown time'}` })

const named = (jobs: Map<string, LiveJob>, ref: string): LiveJob | undefined =>
  jobs.get(ref) ?? [...jobs.values()].find(({ record }) => record.job_slug === ref || String(record.job_number) === ref)

/** A job in a few words, for errors that name it. */
export function summary (job: LiveJob): Record<string, unknown> {
  const { job_id, job_number, job_slug, job_name } = job.record
  return { job_id, job_number, job_slug, job_name, status: statusOf(job) }
}

/** The error of a command that needs a training: it names the job that was meant, if there was one. */
export function notRunning (job: LiveJob | undefined): Error {
  if (job === undefined) return createAppError('not_running', { problem: 'No job was started yet' })
  const problem = `${jobTitle(job.record)} is ${statusOf(job)} and has no running training`
  return createAppError('not_running', { problem }, { jobs: [summary(job)] })
}

/** The error of a start that is refused because `job` is at work. */
export function alreadyRunning (job: LiveJob): Error {
  const named = { job: jobTitle(job.record), status: statusOf(job) }
  return createAppError('already_running', named, { jobs: [summary(job)] })
}
