import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { count, nullable, shape } from './define.ts'
import { recordReader } from './read-record.ts'
import { JobId, Timestamp, TrainerKind } from './values.ts'
import { JobEnvironment, RetryPolicy } from './jobs.ts'

/** Retry policy of a job that is never retried automatically. */
export const noRetry = { max_retries: 0, delay_seconds: 30, stable_seconds: 600 }

const { max_retries, delay_seconds, stable_seconds } = RetryPolicy.properties
const Retry = Type.Object({
  max_retries: { ...max_retries, default: noRetry.max_retries },
  delay_seconds: { ...delay_seconds, default: noRetry.delay_seconds },
  stable_seconds: { ...stable_seconds, default: noRetry.stable_seconds }
}, { additionalProperties: false, default: {} })

const Idempotency = Type.Object({
  key: Type.String(),
  request_sha256: Type.String()
}, { additionalProperties: false })

const Waiting = Type.Object({
  for_attempt: count('Attempt the job waits for; void once that attempt has begun', { minimum: 1 }),
  rank: Type.Number({ description: 'Order among jobs of one priority; the lowest goes first' }),
  queued_at: Timestamp,
  not_before: nullable(Timestamp, { default: null }),
  resume_from: nullable(Type.String(), { default: null })
}, { additionalProperties: false })

const Deleted = Type.Object({
  at: Timestamp,
  files: Type.Boolean({ description: 'Whether the folder is deleted as well' })
}, { additionalProperties: false })

/**
 * `job.json` in a job's folder: all but its config, attempts and events. Each change rewrites the whole file.
 * A record that lacks a field has its default.
 */
export const JobRecord = shape('JobRecord', 'Stored record of a job', {
  v: Type.Integer({ minimum: 1 }),
  job_id: JobId,
  job_number: count('Job number', { minimum: 1 }),
  job_slug: Type.String(),
  trainer: TrainerKind,
  created_at: Timestamp,
  job_name: Type.String(),
  notes: Type.String({ default: '' }),
  tags: Type.Array(Type.String(), { default: [] }),
  priority: Type.Integer({ default: 0 }),
  device: Type.String({ default: 'auto' }),
  network_id: nullable(Type.String(), { default: null }),
  fork_of: nullable(JobId, { default: null }),
  config_name: nullable(Type.String(), { default: null }),
  after: Type.Array(JobId, { default: [] }),
  retry: Retry,
  retries_used: count('Retries since the last stable attempt', { default: 0 }),
  environment: { ...JobEnvironment, default: {} },
  idempotency: nullable(Idempotency, { default: null }),
  waiting: nullable(Waiting, { default: null }),
  settled_attempt: count('Newest attempt whose end was handled: retried or left ended', { default: 0 }),
  end_order: count('Number of that end among the begins and ends of the attempts of all jobs', { default: 0 }),
  left_order: count('The same, for the newest time that it left the queue without an attempt', { default: 0 }),
  deleted: nullable(Deleted, { default: null })
})
export type JobRecord = Static<typeof JobRecord>

/** Reads job.json. Errors: DamagedRecord. */
export const readJobRecord = recordReader(JobRecord)
