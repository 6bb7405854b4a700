import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { count, nullable, shape, words } from './define.ts'
import { Finding } from './errors.ts'
import { ResumePoint, TrainingState } from './training.ts'
import { CommandId, Exit, JobId, JobStatus, Phase, Reason, Timestamp, TrainerKind } from './values.ts'

/** Jobs: made, queued, trained, kept. `status` has the words that polling clients know; `job_status` has ours. */
export const pollStatuses = ['idle', 'queued', 'running', 'paused', 'succeeded', 'failed', 'stopped'] as const
export const PollStatus = words(pollStatuses, 'Where the job stands, in few words. succeeded, failed and stopped are final, unless it is queued again')
export type PollStatus = Static<typeof PollStatus>

export const JobRef = Type.String({ minLength: 1, maxLength: 64, description: 'Id, number or slug of a job', examples: ['42'] })
const Name = Type.String({ minLength: 1, maxLength: 200, description: 'Name of the job' })
const Notes = Type.String({ maxLength: 20_000, description: 'Whatever a person wants to remember' })
const Tag = Type.String({ minLength: 1, maxLength: 50, pattern: '^[^\\u0000-\\u001f,]+$', description: 'A word to find it by' })
const Tags = Type.Array(Tag, { maxItems: 50, uniqueItems: true, description: 'Words to find it by' })
const Priority = Type.Integer({ minimum: -100, maximum: 100, description: 'The higher goes first' })
const Overrides = Type.Record(Type.String(), Type.Unknown(), { description: 'Fields to change in the config; objects are merged, everything else is replaced', examples: [{ epochs: 20 }] })

export const RetryPolicy = shape('RetryPolicy', 'What happens by itself when an attempt fails', {
  max_retries: Type.Integer({ minimum: 0, maximum: 100, description: 'How often the job is queued again; 0, unless said otherwise: never' }),
  delay_seconds: Type.Integer({ minimum: 0, maximum: 86_400, description: 'Wait before that; 30 unless said otherwise' }),
  stable_seconds: Type.Integer({ minimum: 0, maximum: 604_800, description: 'An attempt that ran this long sets the count of retries back; 600 unless said otherwise' })
})
export type RetryPolicy = Static<typeof RetryPolicy>
const RetryChange = Type.Partial(RetryPolicy, { title: 'RetryChange', description: 'What is to change of the retry policy; the rest stays', additionalProperties: false })

export const JobRequest = shape('JobRequest', 'A job to be trained: its config inline, by name, or that of another job; else the active config, else the defaults', {
  name: Type.Optional(Name),
  notes: Type.Optional(Notes),
  tags: Type.Optional(Tags),
  priority: Type.Optional(Priority),
  config: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'A config; what it leaves out has its default', examples: [{ epochs: 2 }] })),
  config_name: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Name of a config of GET /api/config/list', examples: ['quick'] })),
  fork_of: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Id, number or slug of the job whose config to take' })),
  overrides: Type.Optional(Overrides),
  device: Type.Optional(Type.String({ minLength: 1, maxLength: 100, default: 'auto', description: 'auto: as the config says, on whichever GPU is free. Else cpu, or the UUID of a GPU' })),
  after: Type.Optional(Type.Array(JobRef, { maxItems: 100, uniqueItems: true, description: 'Jobs that must succeed first' })),
  retry: Type.Optional(RetryChange),
  queue: Type.Optional(Type.Boolean({ default: true, description: 'false: only keep it; POST …/start queues it' }))
})
export type JobRequest = Static<typeof JobRequest>

export const JobPatch = shape('JobPatch', 'What to change of a job. Its config is frozen once it is queued', {
  name: Type.Optional(Name),
  notes: Type.Optional(Notes),
  tags: Type.Optional(Tags),
  priority: Type.Optional(Priority),
  retry: Type.Optional(RetryChange),
  overrides: Type.Optional(Overrides)
}, { minProperties: 1 })
export type JobPatch = Static<typeof JobPatch>

export const QueuePlace = shape('QueuePlace', 'Where a job stands in the queue', {
  position: count('1 is next', { minimum: 1 }),
  queued_at: Timestamp,
  not_before: nullable(Timestamp),
  resume_from: nullable(Type.String({ description: 'Backup its next attempt goes on from; null: from the beginning' })),
  waiting_for: Type.String({ description: 'Why it does not run yet, for a person', examples: ['the device cpu is taken by job 41'] })
})
export type QueuePlace = Static<typeof QueuePlace>

export const JobSummary = shape('JobSummary', 'A training job and where it stands', {
  job_id: JobId,
  job_number: count('Number of the job: 1, 2, 3 …', { minimum: 1 }),
  job_slug: Type.String({ description: 'Short name', examples: ['job_k3f9a2c1'] }),
  name: Name,
  notes: Notes,
  tags: Tags,
  priority: Priority,
  trainer: TrainerKind,
  device: Type.String({ description: 'auto, cpu, or the UUID of a GPU' }),
  network_id: nullable(Type.String({ description: 'Network it trains' })),
  fork_of: nullable(JobId),
  after: Type.Array(JobId, { description: 'Jobs that must succeed first' }),
  retry: RetryPolicy,
  retries_used: count('Retries since the last stable attempt'),
  status: PollStatus,
  job_status: Type.Union([JobStatus, Type.Literal('idle')], { description: 'The same in the words of /api/training/status; idle: never queued' }),
  phase: Phase,
  message: Type.String({ description: 'One line for a person' }),
  error: nullable(Type.String({ description: 'What went wrong' })),
  reason: nullable(Reason),
  progress: Type.Number({ minimum: 0, maximum: 1, description: 'Share of all steps that are done' }),
  progress_percent: Type.Number({ minimum: 0, maximum: 100, description: 'The same in percent' }),
  current_epoch: count('Epoch in work, from 1; 0 before the first'),
  total_epochs: count('Epochs in all; 0 while unknown'),
  current_step: count('Steps done in all'),
  total_steps: count('Steps of the whole training; 0 while unknown'),
  current_loss: nullable(Type.Number({ description: 'Loss of the last step' })),
  eta_seconds: nullable(Type.Number({ description: 'Estimated seconds to the end' })),
  attempt: count('Newest attempt; 0 before the first'),
  last_seq: count('seq of its newest event'),
  queue: nullable(QueuePlace),
  created_at: Timestamp,
  started_at: nullable(Timestamp),
  ended_at: nullable(Timestamp),
  updated_at: nullable(Timestamp)
})
export type JobSummary = Static<typeof JobSummary>

export const JobDetails = shape('JobDetails', 'A job, its config and its whole state', { ...JobSummary.properties, config: Type.Record(Type.String(), Type.Unknown()), state: TrainingState })
export type JobDetails = Static<typeof JobDetails>

export const CreatedJob = shape('CreatedJob', 'The job that was made', {
  ...JobSummary.properties,
  warnings: Type.Optional(Type.Array(Finding, { description: 'What the check of its config found that is no error' }))
})
export type CreatedJob = Static<typeof CreatedJob>

export const jobSorts = ['created_at', '-created_at', 'name', '-name', 'priority', '-priority', 'updated_at', '-updated_at', 'queue'] as const
export const JobQuery = shape('JobQuery', 'Which jobs', {
  status: Type.Optional(Type.Array(PollStatus, { maxItems: 7, description: 'Only jobs that stand there; may be given several times' })),
  tag: Type.Optional(Type.Array(Tag, { maxItems: 20, description: 'Only jobs with all of these tags' })),
  trainer: Type.Optional(TrainerKind),
  network_id: Type.Optional(Type.String({ maxLength: 64, description: 'Only jobs of that network' })),
  search: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Only jobs with this in their name, slug or notes' })),
  sort: words(jobSorts, 'Order; a minus turns it round. queue: only waiting jobs, the next one first', { default: '-created_at' }),
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 50, description: 'How many' }),
  cursor: Type.Optional(Type.String({ maxLength: 2000, description: 'next_cursor of the page before' }))
})
export type JobQuery = Static<typeof JobQuery>

export const JobList = shape('JobList', 'Jobs', {
  jobs: Type.Array(JobSummary),
  total: count('Jobs that match'),
  next_cursor: nullable(Type.String({ description: 'Send as ?cursor= for the next page; null on the last' }))
})
export type JobList = Static<typeof JobList>

export const JobReply = shape('JobReply', 'What was done with the job, or is on its way', {
  job: JobSummary,
  command_id: nullable(CommandId),
  resumes_from: nullable(ResumePoint),
  message: Type.String({ description: 'One line for a person' })
})
export type JobReply = Static<typeof JobReply>

export const RetryRequest = shape('RetryRequest', 'How to try again', {
  from: words(['auto', 'backup', 'start'] as const, 'auto: the newest complete backup, else the beginning', { default: 'auto' })
})
export type RetryRequest = Static<typeof RetryRequest>

export const ReorderRequest = shape('ReorderRequest', 'A new place in the queue', {
  before: nullable(Type.String({ minLength: 1, maxLength: 64, description: 'The waiting job it is to go before; it takes that one\'s priority if its own does not allow it. null: last of all' }))
})
export type ReorderRequest = Static<typeof ReorderRequest>

export const DeleteQuery = shape('DeleteQuery', 'How much to delete', {
  files: Type.Boolean({ default: false, description: 'true: its folder too, with samples, backups and models; false: the folder stays and the job is only hidden' })
})

export const Queue = shape('Queue', 'The queue and the devices it serves', {
  held: Type.Boolean({ description: 'While true no job is started; those at work go on' }),
  waiting: Type.Array(JobSummary, { description: 'The next one first' }),
  devices: Type.Array(Type.Object({
    device: Type.String({ description: 'cpu, or the UUID of a GPU' }),
    name: Type.String(),
    job_id: nullable(JobId)
  }, { additionalProperties: false }), { description: 'Each trains one job at a time' })
})
export type Queue = Static<typeof Queue>
export const QueuePatch = shape('QueuePatch', 'Hold the queue, or let it go on', {
  held: Type.Boolean({ description: 'true: no job is started any more; those at work go on' }),
  until_restart: Type.Boolean({ default: false, description: 'true: a server that is started anew has forgotten it' })
})
export type QueuePatch = Static<typeof QueuePatch>

export const AttemptReport = shape('AttemptReport', 'One attempt of a job; once it has ended this never changes', {
  attempt: count('Attempt, from 1', { minimum: 1 }),
  trainer: TrainerKind,
  trainer_version: nullable(Type.String({ description: 'Version or commit of the trainer' })),
  python_version: nullable(Type.String()),
  device: nullable(Type.String({ description: 'Device in words' })),
  devices: Type.Array(Type.String(), { description: 'cpu, or the UUIDs of the GPUs it had to itself' }),
  resume_from: nullable(Type.String({ description: 'Backup it went on from' })),
  first_seq: count('seq of its first event', { minimum: 1 }),
  last_seq: nullable(count('seq of its last event')),
  created_at: Timestamp,
  ready_at: nullable(Timestamp),
  ended_at: nullable(Timestamp),
  status: nullable(JobStatus),
  reason: nullable(Reason),
  error: nullable(Type.String()),
  exit: nullable(Exit),
  config: Type.Record(Type.String(), Type.Unknown(), { description: 'The config it was trained with' })
})
export type AttemptReport = Static<typeof AttemptReport>
export const AttemptList = shape('AttemptList', 'Attempts of a job, oldest first', { attempts: Type.Array(AttemptReport) })
export type AttemptList = Static<typeof AttemptList>
