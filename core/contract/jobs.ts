import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { count, nullable, shape, words } from './define.ts'
import { Finding } from './errors.ts'
import { chosenConfig, ResumePoint, TrainingState } from './training.ts'
import {
  CommandId, JobId, JobStatus, Phase, Reason, Timestamp, TrainerKind, personName, tag
} from './values.ts'

/** Jobs: made, queued, trained, kept. `status` has the words that polling clients know; `job_status` has ours. */
export const pollStatuses = ['idle', 'queued', 'running', 'paused', 'succeeded', 'failed', 'stopped'] as const
export const PollStatus = words(
  pollStatuses,
  'Status of the job. succeeded, failed and stopped are final unless the job is queued again'
)
export type PollStatus = Static<typeof PollStatus>

export const JobRef = Type.String({
  minLength: 1, maxLength: 64, description: 'Id, number or slug of a job', examples: ['1']
})
export const Name = Type.String({ minLength: 1, maxLength: 200, description: 'Job name' })
const Notes = Type.String({ maxLength: 20_000, description: 'Free-text notes' })
const Tag = Type.String({ minLength: 1, maxLength: 50, pattern: '^[^\\u0000-\\u001f,]+$', description: 'Tag' })
const NewName = personName('Job name')
const NewTags = Type.Array(tag, { maxItems: 50, uniqueItems: true, description: 'Tags' })
const Tags = Type.Array(Tag, { maxItems: 50, uniqueItems: true, description: 'Tags' })
const Priority = Type.Integer({ minimum: -100, maximum: 100, description: 'Priority; the highest goes first' })
/** Name of the config that a job was started from. A file of a checkout may have a long one. */
const ConfigName = Type.String({
  minLength: 1, maxLength: 255, pattern: '^[^\\u0000-\\u001f]+$', description: 'Name of a config', examples: ['quick']
})
const Overrides = Type.Record(Type.String(), Type.Unknown(), {
  description: 'Config fields to change; objects are merged, other values replaced',
  examples: [{ epochs: 20 }]
})

/** Variables of a job; `checkJobEnvironment` says which names and values are refused. */
export const JobEnvironment = Type.Record(Type.String(), Type.String({ maxLength: 4096 }), {
  maxProperties: 100,
  description: 'Environment variables for the trainer of this job. They are stored and shown: no secrets',
  examples: [{ PYTORCH_CUDA_ALLOC_CONF: 'expandable_segments:True' }]
})

export const RetryPolicy = shape('RetryPolicy', 'Automatic retries of failed attempts', {
  max_retries: Type.Integer({
    minimum: 0,
    maximum: 100,
    description: 'Maximum number of automatic retries; default 0'
  }),
  delay_seconds: Type.Integer({
    minimum: 0,
    maximum: 86_400,
    description: 'Delay before a retry in seconds; default 30'
  }),
  stable_seconds: Type.Integer({
    minimum: 0,
    maximum: 604_800,
    description: 'An attempt that ran this many seconds resets the count of retries; default 600'
  })
})
export type RetryPolicy = Static<typeof RetryPolicy>
const RetryChange = Type.Partial(RetryPolicy, {
  title: 'RetryChange',
  description: 'Fields of the retry policy to change',
  additionalProperties: false
})

export const JobRequest = shape('JobRequest', 'Job to create; without a config, the active one or the defaults', {
  name: Type.Optional(NewName),
  notes: Type.Optional(Notes),
  tags: Type.Optional(NewTags),
  priority: Type.Optional(Priority),
  ...chosenConfig,
  fork_of: Type.Optional(
    Type.String({ minLength: 1, maxLength: 64, description: 'Id, number or slug of the job whose config is copied' })
  ),
  config_from: Type.Optional(Type.String({
    ...ConfigName,
    description: 'Name of the config that config was made from. It is only recorded, as config_name of the job'
  })),
  overrides: Type.Optional(Overrides),
  device: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      default: 'auto',
      description: 'auto: as the config requires, on any free GPU. Otherwise cpu, or the UUID of a GPU'
    })
  ),
  after: Type.Optional(
    Type.Array(JobRef, { maxItems: 100, uniqueItems: true, description: 'Jobs that must succeed first' })
  ),
  retry: Type.Optional(RetryChange),
  environment: Type.Optional(JobEnvironment),
  queue: Type.Optional(
    Type.Boolean({ default: true, description: 'false: create the job without queueing it; POST …/start queues it' })
  )
}, { examples: [{ name: 'first try', config: { epochs: 2 }, tags: ['trial'] }] })
export type JobRequest = Static<typeof JobRequest>

export const JobPatch = shape('JobPatch', 'Changes to a job. Its config is frozen once it is queued', {
  name: Type.Optional(NewName),
  notes: Type.Optional(Notes),
  tags: Type.Optional(NewTags),
  priority: Type.Optional(Priority),
  retry: Type.Optional(RetryChange),
  overrides: Type.Optional(Overrides)
}, { minProperties: 1, examples: [{ notes: 'learns too slowly', tags: ['trial'] }] })
export type JobPatch = Static<typeof JobPatch>

export const QueuePlace = shape('QueuePlace', 'Place of a job in the queue', {
  position: count('Position; 1 is next', { minimum: 1 }),
  queued_at: Timestamp,
  not_before: nullable(Timestamp),
  resume_from: nullable(Type.String({ description: 'Backup the next attempt resumes from; null: from the beginning' })),
  waiting_for: Type.String({
    description: 'Why the job does not run yet',
    examples: ['cpu is taken by Training 41']
  })
})
export type QueuePlace = Static<typeof QueuePlace>

export const JobSummary = shape('JobSummary', 'Job and its status', {
  job_id: JobId,
  job_number: count('Job number: 1, 2, 3 …', { minimum: 1 }),
  job_slug: Type.String({ description: 'Job slug', examples: ['job_k3f9a2c1'] }),
  name: Name,
  notes: Notes,
  tags: Tags,
  priority: Priority,
  trainer: TrainerKind,
  device: Type.String({ description: 'auto, cpu, or the UUID of a GPU' }),
  network_id: nullable(Type.String({ description: 'Network the job trains' })),
  fork_of: nullable(JobId),
  config_name: nullable(Type.String({
    description: 'Name that the config it was started from had: a saved one, a preset or one of the checkout. Its ' +
      'config may differ from that. null: from none with a name, or not known',
    examples: ['quick']
  })),
  after: Type.Array(JobId, { description: 'Jobs that must succeed first' }),
  retry: RetryPolicy,
  retries_used: count('Retries since the last stable attempt'),
  environment: JobEnvironment,
  status: PollStatus,
  job_status: Type.Union([JobStatus, Type.Literal('idle')], {
    description: 'Exact status, as in /api/training/status; idle: never queued'
  }),
  phase: Phase,
  message: Type.String({ description: 'One-line message' }),
  error: nullable(Type.String({ description: 'Error message' })),
  reason: nullable(Reason),
  progress: Type.Number({ minimum: 0, maximum: 1, description: 'Fraction of all steps finished' }),
  progress_percent: Type.Number({ minimum: 0, maximum: 100, description: 'Percent of all steps finished' }),
  current_epoch: count('Current epoch, from 1; 0 before the first'),
  total_epochs: count('Total epochs; 0 while unknown'),
  current_step: count('Steps since the beginning'),
  total_steps: count('Total steps of the training; 0 while unknown'),
  current_loss: nullable(Type.Number({ description: 'Loss of the last step' })),
  eta_seconds: nullable(Type.Number({ description: 'Estimated remaining seconds' })),
  attempt: count('Newest attempt; 0 before the first'),
  last_seq: count('seq of the newest event'),
  queue: nullable(QueuePlace),
  problems: Type.Array(Type.String(), {
    description: 'Damaged or missing records in the folder of the job, each with its file; empty while all are sound',
    examples: [['a1/spec.json: is missing']]
  }),
  created_at: Timestamp,
  started_at: nullable(Timestamp),
  ended_at: nullable(Timestamp),
  end_order: nullable(count(
    'Number of its end, in the queue or at work, among the begins and ends of all jobs, which no clock changes; null ' +
    'unless it has succeeded, failed or been stopped, and until the queue has handled that end'
  )),
  updated_at: nullable(Timestamp)
})
export type JobSummary = Static<typeof JobSummary>

export const JobDetails = shape('JobDetails', 'Job with its config and complete state', {
  ...JobSummary.properties,
  config: Type.Record(Type.String(), Type.Unknown()),
  state: TrainingState
})
export type JobDetails = Static<typeof JobDetails>

export const CreatedJob = shape('CreatedJob', 'Created job', {
  ...JobSummary.properties,
  warnings: Type.Optional(Type.Array(Finding, { description: 'Warnings of the config check' }))
})
export type CreatedJob = Static<typeof CreatedJob>

/** A time in a query, which is compared: a day that no month has, or a leap second, is none. */
const instant = (description: string) => Type.String({
  ...Timestamp, pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:[0-5]\\d(\\.\\d+)?Z$', description
})

export const jobSorts = [
  'created_at', '-created_at', 'name', '-name', 'priority', '-priority', 'updated_at', '-updated_at', 'end_order',
  '-end_order', 'queue'
] as const
export const JobQuery = shape('JobQuery', 'Job filter', {
  status: Type.Optional(
    Type.Array(PollStatus, { maxItems: 7, description: 'Only jobs with this status; may be repeated' })
  ),
  tag: Type.Optional(Type.Array(Tag, { maxItems: 20, description: 'Only jobs with all of these tags' })),
  trainer: Type.Optional(TrainerKind),
  network_id: Type.Optional(Type.String({ maxLength: 64, description: 'Only jobs of this network' })),
  search: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'Only jobs whose name, slug or notes contain this text' })
  ),
  config: Type.Optional(Type.String({ ...ConfigName, description: 'Only jobs that were started from this config' })),
  created_since: Type.Optional(instant('Only jobs that were created then or later')),
  created_before: Type.Optional(instant('Only jobs that were created earlier')),
  ended_since: Type.Optional(count('Only jobs that ended after this end_order: last_end_order of an earlier reply')),
  sort: words(jobSorts, 'Sort order; a minus reverses it. queue: only waiting jobs, the next one first', {
    default: '-created_at'
  }),
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 50, description: 'Maximum number of entries' }),
  cursor: Type.Optional(Type.String({ maxLength: 2000, description: 'next_cursor of the previous page' }))
})
export type JobQuery = Static<typeof JobQuery>

export const JobList = shape('JobList', 'Jobs', {
  jobs: Type.Array(JobSummary),
  total: count('Number of matching jobs'),
  config_names: Type.Array(Type.String(), { description: 'Each config_name of all jobs once, in order' }),
  last_end_order: count('Newest end_order of all jobs; send as ?ended_since= later for those that ended meanwhile'),
  next_cursor: nullable(Type.String({ description: 'Send as ?cursor= for the next page; null on the last' }))
})
export type JobList = Static<typeof JobList>

export const JobReply = shape('JobReply', 'Result of a request to a job', {
  job: JobSummary,
  command_id: nullable(CommandId),
  resumes_from: nullable(ResumePoint),
  message: Type.String({ description: 'One-line message' })
})
export type JobReply = Static<typeof JobReply>

export const RetryRequest = shape('RetryRequest', 'Start of a retry', {
  from: words(
    ['auto', 'backup', 'start'] as const,
    'auto: from the newest complete backup, otherwise from the beginning',
    { default: 'auto' }
  )
}, { examples: [{ from: 'auto' }] })
export type RetryRequest = Static<typeof RetryRequest>

export const DeleteQuery = shape('DeleteQuery', 'Extent of the deletion', {
  files: Type.Boolean({
    default: false,
    description: 'true: also delete the folder with samples, backups and models. false: keep the folder and only ' +
      'hide the job'
  })
})
