import type { StepState, TrainingState } from '../../contract/training.ts'
import type { TrainerKind } from '../../contract/values.ts'
import { noPace } from './pace.ts'

/** What is known of a job besides its events. */
export interface JobIdentity {
  job_id: string
  job_number: number
  job_slug: string
  job_name: string
  trainer: TrainerKind
}

const nothing: TrainingState = Object.freeze({
  is_training: false,
  status: 'idle',
  progress: Object.freeze({ epoch: 0, epoch_step: 0, epoch_sample: 0, global_step: 0 }),
  max_step: 0,
  max_epoch: 0,
  error: null,
  job_id: null,
  job_number: null,
  job_slug: null,
  job_name: null,
  attempt: 0,
  seq: 0,
  trainer: null,
  trainer_pid: null,
  device: null,
  phase: 'unknown',
  message: 'No training yet',
  reason: null,
  exit: null,
  loss: null,
  smooth_loss: null,
  learning_rate: null,
  eta_seconds: null,
  steps_per_second: null,
  pace: noPace,
  elapsed_seconds: 0,
  attempt_elapsed_seconds: 0,
  training_elapsed_seconds: 0,
  validation: null,
  last_sample_id: null,
  last_backup: null,
  last_save: null,
  pending_commands: [],
  started_at: null,
  updated_at: null,
  ended_at: null,
  conditions: []
})

/** The state when there is no job. `initialized`: a config is active. */
export function idleState (initialized: boolean): TrainingState {
  return initialized ? { ...nothing, status: 'initialized', message: 'A config is active; ready to start' } : nothing
}

/** The state of a job before its first event. */
export function newJobState (job: JobIdentity): TrainingState {
  const { job_id, job_number, job_slug, job_name, trainer } = job
  return { ...nothing, job_id, job_number, job_slug, job_name, trainer, message: 'Not queued yet' }
}

/**
 * A copy that may be changed. Every field is named: a copy of a copy that `{ ...state }` makes costs V8 ten times as
 * much as this, and reading a journal makes one for each event. A state that an older version stored gets the fields
 * it lacks.
 */
export function copyState (state: TrainingState): TrainingState {
  const {
    is_training, status, progress, max_step, max_epoch, error, job_id, job_number, job_slug, job_name, attempt, seq,
    trainer, trainer_pid, device, phase, message, reason, exit, loss, smooth_loss, learning_rate, eta_seconds,
    steps_per_second, pace = noPace, elapsed_seconds, attempt_elapsed_seconds = elapsed_seconds,
    training_elapsed_seconds = 0, validation, last_sample_id, last_backup, last_save, pending_commands, started_at,
    updated_at, ended_at, conditions = []
  } = state
  return {
    is_training, status, progress, max_step, max_epoch, error, job_id, job_number, job_slug, job_name, attempt, seq,
    trainer, trainer_pid, device, phase, message, reason, exit, loss, smooth_loss, learning_rate, eta_seconds,
    steps_per_second, pace, elapsed_seconds, attempt_elapsed_seconds, training_elapsed_seconds, validation,
    last_sample_id, last_backup, last_save, pending_commands, started_at, updated_at, ended_at, conditions
  }
}

/** The part of a state that steps and time change. */
export function stepState (state: TrainingState): StepState {
  const {
    seq, updated_at, progress, max_step, max_epoch, loss, smooth_loss, learning_rate, eta_seconds, steps_per_second,
    pace, elapsed_seconds, attempt_elapsed_seconds, training_elapsed_seconds
  } = state
  return {
    seq, updated_at, progress, max_step, max_epoch, loss, smooth_loss, learning_rate, eta_seconds, steps_per_second,
    pace, elapsed_seconds, attempt_elapsed_seconds, training_elapsed_seconds
  }
}

/** A trainer process exists or is about to: starting, running, held in memory, or stopping. */
export const isActive = (state: Pick<TrainingState, 'status' | 'is_training'>): boolean =>
  state.status === 'starting' ||
  state.status === 'running' ||
  state.status === 'stopping' ||
  (state.status === 'paused' && state.is_training)
