import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { count, nullable, shape } from './define.ts'
import { Exit, JobStatus, Reason, Timestamp, TrainerKind } from './values.ts'

export const AttemptReport = shape('AttemptReport', 'Report of one attempt; final once the attempt has ended', {
  attempt: count('Attempt, from 1', { minimum: 1 }),
  trainer: TrainerKind,
  trainer_version: nullable(Type.String({ description: 'Version or commit of the trainer' })),
  python_version: nullable(Type.String()),
  device: nullable(Type.String({ description: 'Device name' })),
  devices: Type.Array(Type.String(), { description: 'Devices reserved for the attempt: cpu, or UUIDs of GPUs' }),
  resume_from: nullable(Type.String({ description: 'Backup the attempt resumed from' })),
  first_seq: count('seq of the first event', { minimum: 1 }),
  last_seq: nullable(count('seq of the last event')),
  created_at: Timestamp,
  ready_at: nullable(Timestamp),
  ended_at: nullable(Timestamp),
  status: nullable(JobStatus),
  reason: nullable(Reason),
  error: nullable(Type.String()),
  exit: nullable(Exit),
  config: Type.Record(Type.String(), Type.Unknown(), { description: 'Config of the attempt' })
})
export type AttemptReport = Static<typeof AttemptReport>
export const AttemptList = shape('AttemptList', 'Attempts of a job, oldest first', {
  attempts: Type.Array(AttemptReport)
})
export type AttemptList = Static<typeof AttemptList>
