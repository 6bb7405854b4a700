import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { count, nullable, several, shape, words } from './define.ts'
import { deliveryClass } from './events.ts'
import type { EventType } from './events.ts'
import { JobRef } from './jobs.ts'
import { Sample } from './samples.ts'
import { topics } from './socket.ts'
import { JobId, LogLevel, SampleType, Timestamp } from './values.ts'

/** History of jobs: events, logs, metrics and samples, during a training and long after it. */
export const JobParams = Type.Object({ job: JobRef })

/** Event types that are stored one by one; the others are stored as metrics or not at all. */
export const keptTypes = (Object.keys(deliveryClass) as EventType[]).filter(
  type => deliveryClass[type] === 'lossless' || deliveryClass[type] === 'log'
)

const seqAfter = count('Only events after this seq')

export const EventQuery = shape('EventQuery', 'Event filter', {
  since_seq: Type.Optional(seqAfter),
  before_seq: Type.Optional(count('Only events before this seq')),
  newest_first: Type.Boolean({ default: false, description: 'Begin with the newest; pages go back with before_seq' }),
  types: Type.Optional(
    several(`Only events of these types: ${keptTypes.join(', ')}`, ['sample_generated,backup_created'])
  ),
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 200, description: 'Maximum number of entries' })
})
export type EventQuery = Static<typeof EventQuery>

export const KeptEvent = Type.Object({
  type: Type.String({
    description: 'Event type; /asyncapi.json describes the fields of each type',
    examples: ['backup_created']
  }),
  seq: count('Number of the event within its job'),
  timestamp: Timestamp,
  elapsed_ms: count('Milliseconds since the attempt began'),
  id: nullable(
    Type.String({
      description: 'Stream cursor; send it as `since` to /ws or /api/events to receive later messages',
      examples: ['k3f9a2c1.1842']
    })
  ),
  job_id: JobId
}, { title: 'KeptEvent', description: 'Event as sent on the stream', additionalProperties: true })
export type KeptEvent = Static<typeof KeptEvent>

export const EventList = shape('EventList', 'Events of a job, in the order that was asked for', {
  events: Type.Array(KeptEvent),
  next_since_seq: nullable(count('Send as ?since_seq= for the next page; null on the last, and with newest_first')),
  next_before_seq: nullable(
    count('With newest_first, send as ?before_seq= for the next page; null on the last, and without newest_first')
  ),
  last_seq: count('seq of the newest event of the job, stored or not; send as ?since_seq= later for new events'),
  gap: Type.Optional(
    Type.Object({ reason: Type.Literal('journal_torn'), from: Type.String(), to: Type.String() }, {
      additionalProperties: false,
      description: 'since_seq is beyond the last event, because the end of the journal was lost'
    })
  )
})
export type EventList = Static<typeof EventList>

const logFilter = {
  search: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'Only lines that contain this text; not case-sensitive' })
  ),
  level: Type.Optional(
    words(['debug', 'info', 'warning', 'error', 'critical'] as const, 'Only lines of this level or above')
  ),
  source: Type.Optional(words(['stdout', 'stderr', 'runner'] as const, 'Only lines of this origin')),
  warnings: Type.Boolean({
    default: false,
    description: 'Also the warnings of the training, each in its place, as a line of level warning and source runner'
  })
}
export type LogFilter = Omit<Static<typeof DownloadQuery>, 'token'>

/** For links in a page, which cannot send headers. */
const Token = Type.Optional(
  Type.String({ maxLength: 1000, description: 'Access token, for clients that cannot send an Authorization header' })
)
export const DownloadQuery = shape('DownloadQuery', 'Log filter', { ...logFilter, token: Token })

export const LogQuery = shape('LogQuery', 'Log filter; selects the newest lines unless since_seq is given', {
  ...logFilter,
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 200, description: 'Maximum number of entries' }),
  before_seq: Type.Optional(count('Newest lines before this seq')),
  since_seq: Type.Optional(count('Oldest lines after this seq; excludes before_seq'))
})
export type LogQuery = Static<typeof LogQuery>

export const LogLine = shape('LogLine', 'Log line', {
  seq: count('Number of the event within its job'),
  timestamp: Timestamp,
  level: LogLevel,
  source: words(['stdout', 'stderr', 'runner'] as const, 'Origin of the line'),
  message: Type.String({ description: 'Text of the line' }),
  truncated_bytes: Type.Optional(count('Bytes cut off because the line was too long'))
})
export type LogLine = Static<typeof LogLine>

export const LogList = shape('LogList', 'Log lines, newest last', {
  logs: Type.Array(LogLine),
  next_before_seq: nullable(count('Send as ?before_seq= for older lines; null if there are none')),
  next_since_seq: nullable(count('Send as ?since_seq= for the next lines; null if there are none')),
  last_seq: count('seq of the newest event of the job; send as ?since_seq= later for new lines')
})
export type LogList = Static<typeof LogList>

const tagExample = ['loss/train_step,lr/unet']
const Points = Type.Integer({
  minimum: 10,
  maximum: 10_000,
  default: 1000,
  description: 'Maximum points per series; all series of a reply share 200,000'
})
const range = {
  points: Points,
  from_step: Type.Optional(count('First step')),
  to_step: Type.Optional(count('Last step'))
}

export const MetricsQuery = shape('MetricsQuery', 'Metric filter of one job', {
  tags: Type.Optional(several('Metric tags; default: all', tagExample)),
  ...range,
  superseded: Type.Boolean({
    default: false,
    description: 'Also return superseded metrics – of steps trained again after a resume – as separate series'
  })
})
export type MetricsQuery = Static<typeof MetricsQuery>

export const CompareQuery = shape('CompareQuery', 'Metric filter of several jobs: at most 20 jobs and 20 tags', {
  jobs: several('Ids, numbers or slugs of jobs', ['1']),
  tags: several('Metric tags', tagExample),
  ...range
})
export type CompareQuery = Static<typeof CompareQuery>

export const Series = shape('Series', 'Metrics of one tag of one job, by step', {
  job_id: JobId,
  job_number: count('Job number'),
  name: Type.String({ description: 'Job name' }),
  tag: Type.String({ examples: ['loss/train_step'] }),
  superseded_attempt: nullable(
    count('Attempt of superseded metrics, whose steps were trained again; null for current metrics')
  ),
  count: count('Metrics in the range'),
  stretch: nullable(
    count(
      'null: points contains every metric. Otherwise the number of steps per range, counted from step 0; points ' +
        'contains the lowest and the highest value of each range, and the first and last metric'
    )
  ),
  points: Type.Array(Type.Array(Type.Number(), { minItems: 3, maxItems: 3 }), {
    description: '[step, value, time] per point; time is in milliseconds since 1970, interpolated within 64 steps',
    examples: [[[1, 0.52, 1767268800000], [2, 0.48, 1767268800900]]]
  }),
  non_finite: Type.Array(Type.Tuple([Type.Integer(), words(['nan', 'inf', '-inf'] as const, 'The non-finite value')]), {
    description: 'The first 1000 steps with a non-finite metric, and its value',
    examples: [[[17, 'nan']]]
  }),
  non_finite_count: count('Number of non-finite metrics')
})
export type Series = Static<typeof Series>

export const SeriesList = shape('SeriesList', 'Metric series', { series: Type.Array(Series) })
export type SeriesList = Static<typeof SeriesList>

export const MetricTag = shape('MetricTag', 'Metric tag with its extent, without superseded metrics', {
  tag: Type.String({ examples: ['loss/train_step'] }),
  count: count('Number of metrics'),
  first_step: nullable(count('First step')),
  last_step: nullable(count('Last step')),
  last_value: nullable(Type.Number({ description: 'Value of the last step' })),
  non_finite_count: count('Number of non-finite metrics')
})
export const TagList = shape('TagList', 'Metric tags of a job', { tags: Type.Array(MetricTag) })
export type TagList = Static<typeof TagList>

/** How many jobs one reply lists the tags of. */
export const MOST_TAGGED_JOBS = 30
export const TagsQuery = shape('TagsQuery', 'Jobs whose metric tags are listed', {
  jobs: several(`Ids, numbers or slugs of jobs, at most ${MOST_TAGGED_JOBS}`, ['1'])
})
export type TagsQuery = Static<typeof TagsQuery>
export const JobTagList = shape('JobTagList', 'Metric tags of several jobs', {
  jobs: Type.Array(shape('JobTags', 'Metric tags of one job', { job_id: JobId, tags: Type.Array(MetricTag) }), {
    description: 'In the order of the query'
  })
})
export type JobTagList = Static<typeof JobTagList>

export const GridQuery = shape('GridQuery', 'Sample filter', {
  sample_type: Type.Optional(SampleType),
  search: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'Only prompts that contain this text; not case-sensitive'
    })
  ),
  from_step: Type.Optional(count('First step')),
  to_step: Type.Optional(count('Last step')),
  steps: Type.Integer({
    minimum: 1,
    maximum: 100,
    default: 20,
    description: 'Maximum number of columns; the newest are returned'
  })
})
export type GridQuery = Static<typeof GridQuery>

export const SampleGrid = shape('SampleGrid', 'Samples by prompt and step, without superseded ones', {
  steps: Type.Array(Type.Integer(), { description: 'Columns: steps at which samples were drawn, ascending' }),
  rows: Type.Array(Type.Object({
    sample_type: SampleType,
    sample_index: count('Index in the config\'s list; 0 for custom samples'),
    prompt: Type.String(),
    cells: Type.Array(nullable(Sample), { description: 'One per column: the newest sample of that step, or null' })
  }, { additionalProperties: false })),
  earlier: nullable(Type.Integer({ description: 'Send as ?to_step= for older columns; null if there are none' }))
})
export type SampleGrid = Static<typeof SampleGrid>

export const StreamQuery = shape('StreamQuery', 'Stream filter', {
  events: Type.Optional(
    several('Only messages of these types: ' + topics.join(', '), ['training_status,sample_generated'])
  ),
  job: Type.Optional(
    Type.String({ minLength: 1, maxLength: 64, description: 'Only messages about this job: its id, number or slug' })
  ),
  since: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'Cursor to replay from. The Last-Event-ID header takes precedence'
    })
  ),
  token: Token
})
export type StreamQuery = Static<typeof StreamQuery>
