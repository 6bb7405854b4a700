import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { count, nullable, shape } from './define.ts'
import { JobSummary } from './jobs.ts'
import { JobId, Timestamp } from './values.ts'

/** The queue: jobs that wait for a device, and what is to be expected of each. */
export const WaitingJob = shape('WaitingJob', 'Waiting job, and what is to be expected of it', {
  ...JobSummary.properties,
  expected_start: nullable(Type.String({
    ...Timestamp,
    description: 'When the job starts if nothing is changed: once what trains on its device has ended, by its ' +
      'eta_seconds, and the jobs before it have taken their expected_seconds. null: not known'
  })),
  start_unknown: nullable(Type.String({
    description: 'Why expected_start is not known', examples: ['the queue is held']
  })),
  expected_seconds: nullable(Type.Number({
    minimum: 0,
    description: 'How long the job takes for its epochs, or for those after its backup: the median of what completed ' +
      'jobs with the same trainer, device, data, batch and schedule have taken for so many. null: not known'
  })),
  length_unknown: nullable(Type.String({
    description: 'Why expected_seconds is not known',
    examples: ['no job like it was completed here in one go']
  }))
})
export type WaitingJob = Static<typeof WaitingJob>

export const QueueQuery = shape('QueueQuery', 'Page of the waiting jobs', {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 500, description: 'Maximum number of waiting jobs; default: all' })
  ),
  cursor: Type.Optional(Type.String({ maxLength: 2000, description: 'next_cursor of the previous page' }))
})
export type QueueQuery = Static<typeof QueueQuery>

export const Queue = shape('Queue', 'Queue and devices', {
  held: Type.Boolean({ description: 'Whether the queue is held: no job is started, and running jobs continue' }),
  waiting: Type.Array(WaitingJob, { description: 'Waiting jobs, the next one first' }),
  total_waiting: count('Number of waiting jobs'),
  next_cursor: nullable(Type.String({ description: 'Send as ?cursor= for the next page; null on the last' })),
  devices: Type.Array(Type.Object({
    device: Type.String({ description: 'cpu, or the UUID of a GPU' }),
    name: Type.String(),
    job_id: nullable(JobId)
  }, { additionalProperties: false }), { description: 'Devices; each trains one job at a time' })
})
export type Queue = Static<typeof Queue>

export const QueuePatch = shape('QueuePatch', 'Hold or release the queue', {
  held: Type.Boolean({ description: 'true: start no more jobs; running jobs continue. false: start jobs again' }),
  until_restart: Type.Boolean({ default: false, description: 'true: the hold ends when the server restarts' })
}, { examples: [{ held: false }] })
export type QueuePatch = Static<typeof QueuePatch>

export const ReorderRequest = shape('ReorderRequest', 'New place in the queue', {
  before: nullable(
    Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'Waiting job to be placed before. The priority is adapted where necessary. null: last place'
    })
  )
}, { examples: [{ before: null }] })
export type ReorderRequest = Static<typeof ReorderRequest>
