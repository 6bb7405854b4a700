import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { shape, nullable, count } from './define.ts'
import {
  CommandId, Exit, File, JobId, Phase, Progress, Reason, Timestamp, TrainerKind, TrainingStatusWord, personName
} from './values.ts'
import { CommandName } from './commands.ts'
import { Conditions } from './conditions.ts'
import { Finding } from './errors.ts'

const finite = (description: string) => nullable(Type.Number({ description }))

export const ValidationResult = shape('LastValidation', 'Newest validation result', {
  step: count('Global step'),
  epoch: count('Epoch'),
  validation_loss: finite('Mean loss on the held-out set'),
  accuracy: finite('Fraction recognised correctly; null if the trainer does not measure it'),
  correct: nullable(count('Glyphs recognised correctly')),
  total: nullable(count('Glyphs tested'))
})

export const PendingCommand = shape('PendingCommand', 'Command that has not ended yet', {
  command_id: CommandId,
  command: CommandName,
  status: Type.String({ description: 'accepted or running' })
})

/** One kind of work between steps, as often as the schedule of the config asks for it. */
export const WorkCost = shape('WorkCost', 'Cost of one kind of work between steps', {
  phase: Phase,
  times: count('Occasions in this attempt', { minimum: 1 }),
  first_step: count('Global step of the first occasion'),
  last_step: count('Global step of the newest occasion'),
  seconds: finite('Mean duration of a finished occasion; null before the first has ended'),
  spent_seconds: Type.Number({ minimum: 0, description: 'Duration so far of the occasion at last_step' })
})
export type WorkCost = Static<typeof WorkCost>

export const Pace = shape('Pace', 'What rate and remaining time of this attempt are computed from', {
  marks: Type.Array(shape('PaceMark', 'A step, and when it ended', {
    global_step: count('Global step'),
    training_seconds: Type.Number({ minimum: 0, description: 'training_elapsed_seconds at its end' })
  }), { description: 'Steps of the window, oldest first; empty before the first step after a start or a pause' }),
  from_step: nullable(count('First step of the attempt')),
  work: Type.Array(WorkCost)
})
export type Pace = Static<typeof Pace>

const elapsed = {
  elapsed_seconds: Type.Number({
    minimum: 0,
    description: 'Seconds the job has run, over all attempts; counts while paused, not between attempts'
  }),
  attempt_elapsed_seconds: Type.Number({ minimum: 0, description: 'Seconds since the newest attempt began' }),
  training_elapsed_seconds: Type.Number({
    minimum: 0,
    description: 'Seconds of training steps, over all attempts: without pauses, loading, samples, backups and saves'
  })
}

/** The state of a job: as `/api/training/status` shows it. The server and the browser fold it from the same events. */
export const TrainingState = shape('TrainingState', 'State of the current training', {
  is_training: Type.Boolean({ description: 'Whether a trainer process is running or held in memory' }),
  status: TrainingStatusWord,
  progress: Progress,
  max_step: count('Steps in one epoch'),
  max_epoch: count('Total epochs'),
  error: nullable(Type.String({ description: 'Error message' })),
  job_id: nullable(JobId),
  job_number: nullable(count('Job number')),
  job_slug: nullable(Type.String()),
  job_name: nullable(Type.String()),
  attempt: count('Number of the newest attempt; 0 before the first'),
  seq: count('seq of the last event included'),
  trainer: nullable(TrainerKind),
  trainer_pid: nullable(count('Process id of the trainer')),
  device: nullable(Type.String({ description: 'Device name' })),
  phase: Phase,
  message: Type.String({ description: 'One-line message' }),
  reason: nullable(Reason),
  exit: nullable(Exit),
  loss: finite('Loss of the last step'),
  smooth_loss: finite('Running mean of the loss'),
  learning_rate: finite('Learning rate of the first parameter group'),
  eta_seconds: finite(
    'Estimated remaining seconds: the steps, and the scheduled samples, validations, backups and saves at their ' +
    'measured cost. null before two steps are done, while paused and after the end'
  ),
  steps_per_second: finite('Rate over the last minute of training, or the last 10 steps if those took longer'),
  pace: Pace,
  ...elapsed,
  validation: nullable(ValidationResult),
  last_sample_id: nullable(Type.String({ description: 'Newest sample' })),
  last_backup: nullable(File),
  last_save: nullable(File),
  pending_commands: Type.Array(PendingCommand),
  started_at: nullable(Timestamp),
  updated_at: nullable(Timestamp),
  ended_at: nullable(Timestamp),
  conditions: Conditions
})
export type TrainingState = Static<typeof TrainingState>

/** What steps and time change in a state. */
export const stepFields = [
  'seq', 'updated_at', 'progress', 'max_step', 'max_epoch', 'loss', 'smooth_loss', 'learning_rate', 'eta_seconds',
  'steps_per_second', 'pace', 'elapsed_seconds', 'attempt_elapsed_seconds', 'training_elapsed_seconds'
] as const satisfies ReadonlyArray<keyof TrainingState>
export const StepState = shape(
  'StepState', 'The part of the state that steps and time change',
  Type.Pick(TrainingState, stepFields).properties
)
export type StepState = Static<typeof StepState>

export const TrainingProgress = shape('TrainingProgressReport', 'Progress of the current training', {
  job_id: nullable(JobId),
  status: TrainingStatusWord,
  ...Progress.properties,
  max_step: count('Steps in one epoch'),
  max_epoch: count('Total epochs'),
  progress: Type.Number({ minimum: 0, maximum: 1, description: 'Fraction of all steps finished' }),
  progress_percent: Type.Number({ minimum: 0, maximum: 100, description: 'Percent of all steps finished' }),
  loss: finite('Loss of the last step'),
  smooth_loss: finite('Running mean of the loss'),
  learning_rate: finite('Learning rate of the first parameter group'),
  eta_seconds: finite('Estimated remaining seconds'),
  ...elapsed
})
export type TrainingProgress = Static<typeof TrainingProgress>

/** The config of a new job: a document, or the name of one. */
export const chosenConfig = {
  config: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description: 'Config; missing fields take their defaults. See GET /api/config/schema',
      examples: [{ epochs: 2 }]
    })
  ),
  config_name: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      description: 'Name of a config in GET /api/config/list',
      examples: ['quick']
    })
  )
}

export const StartRequest = shape('StartRequest', 'Training to start; the default is the active config', {
  name: Type.Optional(personName('Job name')),
  ...chosenConfig
}, { examples: [{ name: 'first try', config: { epochs: 2 } }] })
export type StartRequest = Static<typeof StartRequest>

export const ResumePoint = shape('ResumePoint', 'Backup a training resumes from', {
  job_id: JobId,
  backup: Type.String({ description: 'Folder of the backup, relative to the job\'s folder' }),
  progress: nullable(Progress),
  message: Type.String({
    description: 'One-line message',
    examples: ['resumes from backup 2026-01-01_12-00-00-backup-120-2-0 at step 120']
  })
})
export type ResumePoint = Static<typeof ResumePoint>

export const ResumeRequest = shape('ResumeRequest', 'Backup to resume from; the default is the newest complete one', {
  model_id: Type.Optional(Type.String({
    minLength: 1, maxLength: 64,
    description: 'Model id of a backup of the job, from GET /api/v1/training-jobs/{job}/models?kind=backup'
  }))
}, { examples: [{}] })
export type ResumeRequest = Static<typeof ResumeRequest>

export const StartReply = shape('StartReply', 'Started job', {
  job_id: JobId,
  job_number: count('Job number'),
  job_slug: Type.String(),
  attempt: count('Attempt'),
  status: TrainingStatusWord,
  warnings: Type.Optional(Type.Array(Finding, { description: 'Warnings of the config check' })),
  resumes_from: Type.Optional(ResumePoint)
})
export type StartReply = Static<typeof StartReply>

export const CommandReply = shape('CommandReply', 'Sent command; its command_result follows', {
  command_id: CommandId,
  command: CommandName,
  job_id: JobId,
  status: Type.String({ description: 'sent, accepted, running, done or failed' }),
  message: Type.Optional(Type.String({ description: 'What a kill interrupted, or why the command is not recorded' }))
})
export type CommandReply = Static<typeof CommandReply>
