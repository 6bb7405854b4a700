import type { JournalEvent, JournalEventOf } from '../../contract/journal.ts'
import type { TrainingState } from '../../contract/training.ts'
import type { JobStatus, TrainingStatusWord } from '../../contract/values.ts'

/** A status with the two kinds of `paused` told apart: held in memory, or released with the trainer gone. */
export type Standing = Exclude<TrainingStatusWord, 'paused'> | 'held' | 'released'

/** What an event says of the status. The last four are exits: the trainer process has ended. */
export type StatusEvent =
  'queued' | 'starting' | 'running' | 'held' | 'stopping' | 'released' | 'stopped' | 'completed' | 'error'

type Row = Record<StatusEvent, Standing | null>

// An exit is always believed: it was written by the process that saw the trainer end.
const exits = { released: 'released', stopped: 'stopped', completed: 'completed', error: 'error' } as const
// A sign of life of a job at rest begins its next attempt, also when the journal has lost the line that said
// `starting`.
const atRest: Row = {
  queued: 'queued', starting: 'starting', running: 'running', held: 'held', stopping: 'stopping', ...exits
}
// A trainer that has loaded does not load again, and only its exit lets the job wait for another attempt.
const loaded: Row = { queued: null, starting: null, running: 'running', held: 'held', stopping: 'stopping', ...exits }

/** Which standing follows which, by event; null: the event cannot follow, and the standing stays. */
export const transitions: Record<Standing, Row> = {
  idle: atRest,
  initialized: atRest,
  queued: atRest,
  starting: { ...loaded, starting: 'starting' },
  running: loaded,
  held: loaded,
  stopping: { ...loaded, running: null, held: null }, // a stop is not taken back
  released: atRest,
  stopped: atRest,
  completed: atRest,
  error: atRest
}

const alive: Record<JobStatus, StatusEvent | null> = {
  queued: null,
  starting: 'starting',
  running: 'running',
  paused: 'held',
  stopping: 'stopping',
  stopped: null,
  completed: null,
  error: null
}

const gone: Record<JobStatus, StatusEvent | null> = {
  queued: null,
  starting: null,
  running: null,
  paused: 'released',
  stopping: null,
  stopped: 'stopped',
  completed: 'completed',
  error: 'error'
}

/** What an event says of the status; null: nothing that makes sense, such as `completed` without an exit. */
export function statusEventOf (
  event: JournalEventOf<'training_status'> | JournalEventOf<'job_queued'>
): StatusEvent | null {
  if (event.type === 'job_queued') return 'queued'
  return (event.exit === null ? alive : gone)[event.status]
}

/** The standing of a job in that state. */
export function standingOf ({ status, is_training }: Pick<TrainingState, 'status' | 'is_training'>): Standing {
  return status !== 'paused' ? status : is_training ? 'held' : 'released'
}

/** The standing after an event; null: it cannot follow. */
export function nextStanding (
  state: Pick<TrainingState, 'status' | 'is_training'>,
  event: JournalEventOf<'training_status'> | JournalEventOf<'job_queued'>
): Standing | null {
  const what = statusEventOf(event)
  return what === null ? null : transitions[standingOf(state)][what] ?? null // ?? null: a newer runner's word
}

/** True for a status event that cannot follow the status of a state. */
export const isOutOfPlace = (state: TrainingState, event: JournalEvent): boolean =>
  (event.type === 'training_status' || event.type === 'job_queued') && nextStanding(state, event) === null

/** A standing as state shows it. */
export function showStanding (standing: Standing): Pick<TrainingState, 'status' | 'is_training'> {
  switch (standing) {
    case 'held': return { status: 'paused', is_training: true }
    case 'released': return { status: 'paused', is_training: false }
    case 'starting': case 'running': case 'stopping': return { status: standing, is_training: true }
    default: return { status: standing, is_training: false }
  }
}
