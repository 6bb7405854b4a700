import type { JobRecord } from '../../core/contract/job-record.ts'
import type { AttemptSpec } from '../../core/contract/journal.ts'
import type { TrainingState } from '../../core/contract/training.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { stateAfter } from '../../core/domain/job/reduce.ts'
import { isActive, newJobState } from '../../core/domain/job/state.ts'
import { shownState } from '../../core/domain/job/unwritten.ts'
import type { Attempt } from '../attempts/follow.ts'
import type { Position } from '../attempts/ingest.ts'

/**
 * A job as the server holds it in memory. It changes only through the functions below, its position only through
 * ingest.
 */
export interface LiveJob {
  /** What job.json holds. */
  readonly record: Readonly<JobRecord>
  readonly config: Readonly<Record<string, unknown>>
  readonly position: Position
  /** The attempt that is not over, if there is one. */
  readonly attempt: Attempt | null
  /** True while somebody holds a claim on the job, so that two starts cannot pass each other. */
  readonly isReserved: boolean
  /** Devices of the newest attempt: cpu, or UUIDs of GPUs; null: not known, so it may have any. */
  readonly devices: readonly string[] | null
  /** Number of the newest attempt's begin among the begins and ends of all jobs; 0: it has none. */
  readonly begin_order: number
  /** What is damaged or missing in its folder, for people. */
  readonly problems: readonly string[]
  /** Why its newest attempt, of which a process is alive, cannot be followed; else null. */
  readonly unfollowed: string | null
}

/** A job before its first event; `known` is what its state shows all the same. */
export function newJob (
  record: JobRecord, config: Readonly<Record<string, unknown>>, known: Partial<TrainingState> = {}
): LiveJob {
  const { job_id, job_number, job_slug, job_name, trainer } = record
  const state = { ...newJobState({ job_id, job_number, job_slug, job_name, trainer }), ...known }
  const position = {
    job_id, job_number, attempt: 0, cursor: { segment: 1, offset: 0 }, state, ended: false, pending: []
  }
  return {
    record, config, position, attempt: null, isReserved: false, devices: [], begin_order: 0, problems: [],
    unfollowed: null
  }
}

/** The state of a job to be shown: also with what the store, or the disk, does not have yet. */
export const latestState = ({ position }: LiveJob): TrainingState => shownState(position)

/** The same, as time has changed it since the newest event. */
export function stateNow (job: LiveJob, clock: Pick<Clock, 'mono'>): TrainingState {
  const { state_at_ms } = job.position
  const state = latestState(job)
  return state_at_ms === undefined ? state : stateAfter(state, (clock.mono() - state_at_ms) / 1000)
}

/** Takes over a record that is on the disk. */
export const replaceRecord = (job: LiveJob, record: JobRecord): void => { change(job, { record }) }
/** Takes over a config that is on the disk. */
export const replaceConfig = (job: LiveJob, config: Record<string, unknown>): void => { change(job, { config }) }
/** Reserves a job and its devices for the holder of a claim. */
export const reserve = (job: LiveJob, devices: readonly string[]): void => {
  change(job, { isReserved: true, devices })
}
export const endReservation = (job: LiveJob): void => { change(job, { isReserved: false }) }
/** Takes over what is known of an attempt that is on the disk; null: its spec cannot be read. */
export const beginAttempt = (job: LiveJob, spec: Pick<AttemptSpec, 'devices' | 'begin_order'> | null): void => {
  change(job, { devices: spec?.devices ?? null, begin_order: spec?.begin_order ?? 0 })
}
export const setProblems = (job: LiveJob, problems: readonly string[]): void => { change(job, { problems }) }
/** Says that the newest attempt cannot be followed, and why; null: that it is over. */
export const setUnfollowed = (job: LiveJob, unfollowed: string | null): void => { change(job, { unfollowed }) }
export const attachAttempt = (job: LiveJob, attempt: Attempt): void => { change(job, { attempt }) }
export const detachAttempt = (job: LiveJob): void => { change(job, { attempt: null }) }

function change (job: LiveJob, fields: Partial<Omit<LiveJob, 'position'>>): void { Object.assign(job, fields) }

/** True from the moment a start is asked for until the last event of the attempt is in the store. */
export const isJobActive = ({ isReserved, attempt, position }: LiveJob): boolean =>
  isReserved || isActive(position.state) || (attempt !== null && !position.ended)

/** True while the job is in the queue: its next attempt has not begun. */
export const isWaiting = (job: LiveJob): boolean => {
  const { waiting } = job.record
  return waiting !== null && waiting.for_attempt > job.position.attempt && !isJobActive(job)
}

/**
 * The status of a job in error replies: a reserved one is starting, whatever its last event was, and one whose end is
 * shown and not recorded yet is stopping.
 */
export function statusOf (job: LiveJob): TrainingState['status'] {
  if (job.isReserved) return 'starting'
  const state = latestState(job)
  return isJobActive(job) && !isActive(state) ? 'stopping' : state.status
}
