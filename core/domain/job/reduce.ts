import type { JournalEvent, JournalEventOf } from '../../contract/journal.ts'
import type { TrainingState } from '../../contract/training.ts'
import { addSeconds, beginWork, noPace, paceAfterStep, rateOf, spendTime, timeLeft } from './pace.ts'
import { copyState, idleState } from './state.ts'
import { nextStanding, showStanding } from './status-table.ts'

/**
 * The only way state changes: the state after `event`. Run by the server over the journal and by the browser over the
 * stream; an event that was folded in already (seq not above the state's) changes nothing.
 */
export function reduce (state: TrainingState, event: JournalEvent): TrainingState {
  if (event.seq <= state.seq) return state
  const moment = { seq: event.seq, updated_at: event.timestamp }
  const before = Object.assign(copyState(state), timeUntil(state, event), moment)
  const after = Object.assign(before, change(before, event))
  if (after.is_training) {
    after.pace = beginWork(after)
    after.eta_seconds = timeLeft(after)
  }
  return Object.freeze(after)
}

/** A state some seconds after its last event, as far as time alone changes it. */
export function stateAfter (state: TrainingState, seconds: number): TrainingState {
  if (!state.is_training || !(seconds > 0)) return state
  const later = Object.assign(copyState(state), spendTime(state, seconds))
  return Object.freeze(Object.assign(later, { eta_seconds: timeLeft(later) }))
}

/** Time goes on while a trainer is there. A clock of an attempt begins at 0, and none goes backwards. */
function timeUntil (state: TrainingState, { elapsed_ms }: JournalEvent): Partial<TrainingState> {
  return state.is_training ? spendTime(state, Math.max(0, elapsed_ms / 1000 - state.attempt_elapsed_seconds)) : {}
}

function change (state: TrainingState, event: JournalEvent): Partial<TrainingState> {
  switch (event.type) {
    case 'training_status': return statusChange(state, event)
    case 'training_progress': return progressChange(state, event)
    case 'trainer_ready': return { trainer: event.trainer, trainer_pid: event.pid, device: event.device }
    case 'validation_result': return {
      validation: {
        step: event.step,
        epoch: event.epoch,
        validation_loss: event.validation_loss,
        accuracy: event.accuracy ?? null,
        correct: event.correct ?? null,
        total: event.total ?? null
      }
    }
    case 'sample_generated': return { last_sample_id: event.sample_id }
    case 'backup_created': return { last_backup: event.file }
    case 'model_saved': return { last_save: event.file }
    case 'command_result': return { pending_commands: pending(state, event) }
    case 'job_queued': return queuedChange(state, event)
    case 'epoch_completed': case 'scalars': case 'sample_progress': case 'log': case 'warning': case 'gap': return {}
    // An unknown event of a newer runner is kept, and changes nothing.
    default: return ignore(event)
  }
}

function statusChange (state: TrainingState, event: JournalEventOf<'training_status'>): Partial<TrainingState> {
  const next = nextStanding(state, event)
  if (next === null) return {}
  const { phase, message, error, reason, exit } = event
  const shown = { ...showStanding(next), phase, message, error, reason, exit }
  if (!shown.is_training) {
    // Nothing is done any more, whatever it was done at last.
    const ended_at = event.timestamp
    return { ...shown, phase: 'unknown', trainer_pid: null, eta_seconds: null, pending_commands: [], ended_at }
  }
  if (!state.is_training) return { ...shown, ...beginAttempt(state, event) }
  return next === 'held' ? { ...shown, pace: { ...state.pace, marks: [] }, eta_seconds: null } : shown
}

function beginAttempt (
  { attempt, elapsed_seconds }: TrainingState, { timestamp, elapsed_ms }: JournalEvent
): Partial<TrainingState> {
  return {
    attempt: attempt + 1,
    elapsed_seconds: addSeconds(elapsed_seconds, elapsed_ms / 1000),
    attempt_elapsed_seconds: elapsed_ms / 1000,
    trainer_pid: null,
    eta_seconds: null,
    steps_per_second: null,
    pace: noPace,
    pending_commands: [],
    started_at: timestamp,
    ended_at: null
  }
}

/**
 * Waiting again: what the last attempt ended with is history; what it had learned counts only if the next one goes on
 * from it.
 */
function queuedChange (state: TrainingState, event: JournalEventOf<'job_queued'>): Partial<TrainingState> {
  const next = nextStanding(state, event)
  if (next === null) return {}
  const phase = 'unknown' as const
  const waiting = {
    ...showStanding(next),
    phase,
    message: event.message,
    error: null,
    reason: null,
    exit: null,
    ended_at: null
  }
  const { progress, loss, smooth_loss, learning_rate, validation } = idleState(false)
  return event.resume_from === null ? { ...waiting, progress, loss, smooth_loss, learning_rate, validation } : waiting
}

function progressChange (state: TrainingState, event: JournalEventOf<'training_progress'>): Partial<TrainingState> {
  const { epoch, epoch_step, epoch_sample, global_step, max_step, max_epoch, loss, smooth_loss, learning_rate } = event
  const pace = paceAfterStep(state.pace, global_step, state.training_elapsed_seconds)
  return {
    progress: { epoch, epoch_step, epoch_sample, global_step },
    max_step,
    max_epoch,
    loss,
    smooth_loss,
    learning_rate,
    pace,
    steps_per_second: rateOf(pace, global_step, state.training_elapsed_seconds) ?? state.steps_per_second
  }
}

function pending (state: TrainingState, event: JournalEventOf<'command_result'>): TrainingState['pending_commands'] {
  const { command_id, command, status } = event
  const others = state.pending_commands.filter(other => other.command_id !== command_id)
  return status === 'done' || status === 'failed' ? others : [...others, { command_id, command, status }]
}

const ignore = (_: never): Partial<TrainingState> => ({})
