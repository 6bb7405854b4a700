import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { count, message, nullable, shape, words } from './define.ts'
import { PollStatus } from './jobs.ts'
import { JobId, logLevels } from './values.ts'

/** Messages of the per-job stream, of the job updates, and of Socket.IO. */
const Moment = Type.String({
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$',
  description: 'UTC, without fractions of a second',
  examples: ['2026-01-01T12:00:00Z']
})
const Cursor = Type.String({
  maxLength: 64,
  description: 'Stream cursor; send it as ?since= to resume without loss',
  examples: ['k3f9a2c1.1842']
})
const finite = (description: string) => nullable(Type.Number({ description }))

/** Every message of the per-job stream carries these: its clients read them without looking at the type. */
const standing = {
  job_id: count('Job number', { minimum: 1 }),
  status: PollStatus,
  progress: Type.Number({ minimum: 0, maximum: 1, description: 'Fraction of all steps finished' }),
  current_epoch: count('Current epoch, from 1; 0 before the first'),
  total_epochs: count('Total epochs; 0 while unknown'),
  timestamp: Moment,
  id: nullable(Cursor),
  replay: Type.Optional(
    Type.Literal(true, { description: 'Replayed from history; the other fields show the current state of the job' })
  )
}

export const upperLevels = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const satisfies ReadonlyArray<
  Uppercase<(typeof logLevels)[number]>
>

export const jobMessages = [
  message('progress', 'State of the job: first message, then after each epoch and each change of status', {
    ...standing,
    current_loss: finite('Loss of the last step')
  }),
  message('log', 'One line of trainer output, or a warning', {
    ...standing,
    level: words(upperLevels, 'Log level'),
    message: Type.String()
  }),
  message('complete', 'The job succeeded; last message', {
    ...standing,
    status: Type.Literal('succeeded'),
    model_id: nullable(count('Model id for GET /api/v1/models/{model_id}; null if no model was saved', { minimum: 1 })),
    final_metrics: Type.Object(
      { train_loss: finite('Loss of the last step'), val_loss: finite('Loss of the last validation') },
      { additionalProperties: false }
    )
  }),
  message('error', 'The job failed; last message', {
    ...standing,
    status: Type.Literal('failed'),
    error_message: Type.String({ description: 'Error message' })
  }),
  message('replay_complete', 'End of the requested replay; later messages are live', {
    last_event_id: Cursor,
    replayed: count('Number of replayed messages')
  })
] as const
export const JobMessage = Type.Union([...jobMessages])
export type JobMessage = Static<typeof JobMessage>

export const JobUpdate = shape('JobUpdate', 'State of a job; sent on connect, each second and on a new status', {
  job_id: Type.String({ description: 'Job slug', examples: ['job_k3f9a2c1'] }),
  status: PollStatus,
  progress: Type.Number({ minimum: 0, maximum: 100, description: 'Percent of all steps finished' }),
  current_epoch: count('Current epoch, from 1; 0 before the first'),
  total_epochs: count('Total epochs; 0 while unknown'),
  current_step: count('Steps since the beginning'),
  total_steps: count('Total steps of the training; 0 while unknown'),
  loss: finite('Loss of the last step'),
  eval_loss: finite('Loss of the last validation'),
  samples_per_second: finite('Steps per second times the batch size'),
  gpu_memory_allocated_gb: finite('GPU memory in use, GiB'),
  eta_seconds: finite('Estimated remaining seconds'),
  timestamp: Moment,
  complete: Type.Boolean({ description: 'Whether the job has ended: succeeded, failed or stopped' })
})
export type JobUpdate = Static<typeof JobUpdate>

export const TrainingUpdate = shape('TrainingUpdate', 'An epoch finished', {
  job_id: JobId,
  network_id: Type.String({ description: 'Network being trained; without one, the first job of the chain of forks' }),
  epoch: count('Finished epochs, from 1'),
  total_epochs: count('Total epochs'),
  accuracy: nullable(
    Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'Fraction recognised correctly after this epoch; null if not measured'
    })
  ),
  elapsed_time: Type.Number({ minimum: 0, description: 'Duration of the epoch in seconds' }),
  progress: Type.Number({ minimum: 0, maximum: 100, description: 'Percent of all steps finished' }),
  correct: Type.Optional(count('Glyphs recognised correctly')),
  total: Type.Optional(count('Glyphs tested')),
  id: Cursor
})
export type TrainingUpdate = Static<typeof TrainingUpdate>
