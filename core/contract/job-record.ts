import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { count, nullable, shape } from './define.ts'
import { JobId, Timestamp, TrainerKind } from './values.ts'
import { RetryPolicy } from './jobs.ts'

/** `job.json` in a job's folder: all that is kept of it besides its config, its attempts and its events. Written anew, whole, at each change. */
export const JobRecord = shape('JobRecord', 'What is kept of a job', {
  v: Type.Integer({ minimum: 1 }),
  job_id: JobId,
  job_number: count('Job number', { minimum: 1 }),
  job_slug: Type.String(),
  trainer: TrainerKind,
  created_at: Timestamp,
  job_name: Type.String(),
  notes: Type.String(),
  tags: Type.Array(Type.String()),
  priority: Type.Integer(),
  device: Type.String(),
  network_id: nullable(Type.String()),
  fork_of: nullable(JobId),
  after: Type.Array(JobId),
  retry: RetryPolicy,
  retries_used: count('Retries since the last stable attempt'),
  idempotency: nullable(Type.Object({ key: Type.String(), request_sha256: Type.String() }, { additionalProperties: false })),
  waiting: nullable(Type.Object({
    for_attempt: count('The attempt it waits for; once that one is begun this means nothing', { minimum: 1 }),
    rank: Type.Number({ description: 'Order among jobs of one priority; the lower goes first' }),
    queued_at: Timestamp,
    not_before: nullable(Timestamp),
    resume_from: nullable(Type.String())
  }, { additionalProperties: false })),
  settled_attempt: count('Newest attempt whose end was answered: tried again, or left as it is'),
  deleted: nullable(Type.Object({ at: Timestamp, files: Type.Boolean({ description: 'The folder goes too' }) }, { additionalProperties: false }))
})
export type JobRecord = Static<typeof JobRecord>
