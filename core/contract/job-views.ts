import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { count, message, nullable, shape, words } from './define.ts'
import { PollStatus } from './jobs.ts'
import { JobId, logLevels } from './values.ts'

/** Messages of the per-job stream, of the job updates, and of Socket.IO. */
const Moment = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$', description: 'UTC, to the second', examples: ['2026-01-01T12:00:00Z'] })
const Cursor = Type.String({ maxLength: 64, description: 'Cursor of the stream: send it as ?since= to miss nothing', examples: ['k3f9a2c1.1842'] })
const finite = (description: string) => nullable(Type.Number({ description }))

/** Every message of the per-job stream carries these: its clients read them without looking at the type. */
const standing = {
  job_id: count('Number of the job', { minimum: 1 }),
  status: PollStatus,
  progress: Type.Number({ minimum: 0, maximum: 1, description: 'Share of all steps that are done' }),
  current_epoch: count('Epoch in work, from 1; 0 before the first'),
  total_epochs: count('Epochs in all; 0 while unknown'),
  timestamp: Moment,
  id: nullable(Cursor),
  replay: Type.Optional(Type.Literal(true, { description: 'Sent from history; where the job stands is told as of now' }))
}

export const upperLevels = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const satisfies ReadonlyArray<Uppercase<typeof logLevels[number]>>

export const jobMessages = [
  message('progress', 'Where the job stands: first of all, after each epoch and when its status changes', { ...standing, current_loss: finite('Loss of the last step') }),
  message('log', 'One line of the trainer\'s output, or what a person should know', { ...standing, level: words(upperLevels, 'Log level'), message: Type.String() }),
  message('complete', 'The job succeeded; the last message', {
    ...standing,
    status: Type.Literal('succeeded'),
    model_id: nullable(count('The model, see GET /api/v1/models/{model_id}; null where none was saved', { minimum: 1 })),
    final_metrics: Type.Object({ train_loss: finite('Loss of the last step'), val_loss: finite('Loss of the last validation') }, { additionalProperties: false })
  }),
  message('error', 'The job failed; the last message', { ...standing, status: Type.Literal('failed'), error_message: Type.String({ description: 'What went wrong' }) }),
  message('replay_complete', 'Sent only to who asked for history: it is told, and what follows is live', { last_event_id: Cursor, replayed: count('Messages sent from history') })
] as const
export const JobMessage = Type.Union([...jobMessages])
export type JobMessage = Static<typeof JobMessage>

export const JobUpdate = shape('JobUpdate', 'Where a job stands; sent on connect, each second and at each change', {
  job_id: Type.String({ description: 'Short name of the job', examples: ['job_k3f9a2c1'] }),
  status: PollStatus,
  progress: Type.Number({ minimum: 0, maximum: 100, description: 'Percent' }),
  current_epoch: count('Epoch in work, from 1; 0 before the first'),
  total_epochs: count('Epochs in all; 0 while unknown'),
  current_step: count('Steps done in all'),
  total_steps: count('Steps of the whole training; 0 while unknown'),
  loss: finite('Loss of the last step'),
  eval_loss: finite('Loss of the last validation'),
  samples_per_second: finite('Steps per second times the batch size'),
  gpu_memory_allocated_gb: finite('Memory in use on the GPU'),
  eta_seconds: finite('Estimated seconds to the end'),
  timestamp: Moment,
  complete: Type.Boolean({ description: 'The job is over: succeeded, failed or stopped' })
})
export type JobUpdate = Static<typeof JobUpdate>

export const TrainingUpdate = shape('TrainingUpdate', 'An epoch is done', {
  job_id: JobId,
  network_id: Type.String({ description: 'Network that is trained; where there is none, the job that its line of jobs began with' }),
  epoch: count('Finished epochs, from 1'),
  total_epochs: count('Epochs in all'),
  accuracy: nullable(Type.Number({ minimum: 0, maximum: 1, description: 'Share read correctly after this epoch; null where nothing was measured' })),
  elapsed_time: Type.Number({ minimum: 0, description: 'Seconds the epoch took' }),
  progress: Type.Number({ minimum: 0, maximum: 100, description: 'Percent' }),
  correct: Type.Optional(count('Read correctly')),
  total: Type.Optional(count('Read in all')),
  id: Cursor
})
export type TrainingUpdate = Static<typeof TrainingUpdate>
