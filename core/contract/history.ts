import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { count, nullable, shape, words } from './define.ts'
import { deliveryClass } from './events.ts'
import type { EventType } from './events.ts'
import { JobRef } from './jobs.ts'
import { Sample } from './samples.ts'
import { topics } from './socket.ts'
import { JobId, LogLevel, SampleType, Timestamp } from './values.ts'

/** What has happened: events, log, figures and pictures of jobs, long after or while it happens. */
export const JobParams = Type.Object({ job: JobRef })

/** Event types that are kept; the figures of the others are in the metrics. */
export const keptTypes = (Object.keys(deliveryClass) as EventType[]).filter(type => deliveryClass[type] === 'lossless' || deliveryClass[type] === 'log')

const several = (what: string, examples: string[]) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 4000 }), { minItems: 1, maxItems: 100, description: `${what}. Several are separated by commas, or the parameter is given several times`, examples: [examples] })
const seqAfter = count('Only what comes after this seq')

export const EventQuery = shape('EventQuery', 'Which events', {
  since_seq: Type.Optional(seqAfter),
  types: Type.Optional(several(`Only these types: ${keptTypes.join(', ')}`, ['sample_generated,backup_created'])),
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 200, description: 'How many' })
})
export type EventQuery = Static<typeof EventQuery>

export const KeptEvent = Type.Object({
  type: Type.String({ description: 'What happened; /asyncapi.json has the fields of each type', examples: ['backup_created'] }),
  seq: count('Number of the event in its job'),
  timestamp: Timestamp,
  elapsed_ms: count('Milliseconds since its attempt began'),
  id: nullable(Type.String({ description: 'Cursor of the stream: send it as `since` to /ws or /api/events to hear what came after', examples: ['k3f9a2c1.1842'] })),
  job_id: JobId
}, { title: 'KeptEvent', description: 'An event, as the stream tells it', additionalProperties: true })
export type KeptEvent = Static<typeof KeptEvent>

export const EventList = shape('EventList', 'Events of a job, oldest first', {
  events: Type.Array(KeptEvent),
  next_since_seq: nullable(count('There are more now: send it as ?since_seq=')),
  last_seq: count('seq of the newest event of the job, kept or not; send it as ?since_seq= later to hear what is new'),
  gap: Type.Optional(Type.Object({ reason: Type.Literal('journal_torn'), from: Type.String(), to: Type.String() }, { additionalProperties: false, description: 'You have seen more than there is: the end of the journal was lost' }))
})
export type EventList = Static<typeof EventList>

const logFilter = {
  search: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Only lines with this in them, as it is written, upper or lower case' })),
  level: Type.Optional(words(['debug', 'info', 'warning', 'error', 'critical'] as const, 'Only lines of this level or a graver one')),
  source: Type.Optional(words(['stdout', 'stderr', 'runner'] as const, 'Only lines that came from there'))
}
export type LogFilter = Omit<Static<typeof DownloadQuery>, 'token'>

/** A link in a page has no headers. */
const Token = Type.Optional(Type.String({ maxLength: 1000, description: 'The token, where one is needed and no Authorization header can be sent' }))
export const DownloadQuery = shape('DownloadQuery', 'Which lines', { ...logFilter, token: Token })

export const LogQuery = shape('LogQuery', 'Which lines of the log; the newest, unless since_seq is given', {
  ...logFilter,
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 200, description: 'How many' }),
  before_seq: Type.Optional(count('The newest lines before this seq')),
  since_seq: Type.Optional(count('The oldest lines after this seq; not together with before_seq'))
})
export type LogQuery = Static<typeof LogQuery>

export const LogLine = shape('LogLine', 'One line of the log', {
  seq: count('Number of the event in its job'),
  timestamp: Timestamp,
  level: LogLevel,
  source: words(['stdout', 'stderr', 'runner'] as const, 'Where it came from'),
  message: Type.String({ description: 'The line' }),
  truncated_bytes: Type.Optional(count('Bytes cut off a line that was too long'))
})
export type LogLine = Static<typeof LogLine>

export const LogList = shape('LogList', 'Lines of the log, the newest last', {
  logs: Type.Array(LogLine),
  next_before_seq: nullable(count('There are older lines: send it as ?before_seq=')),
  next_since_seq: nullable(count('There are more lines after since_seq: send it as the next ?since_seq=')),
  last_seq: count('seq of the newest event of the job; send it as ?since_seq= later to hear what is new')
})
export type LogList = Static<typeof LogList>

const tagExample = ['loss/train_step,lr/unet']
const Points = Type.Integer({ minimum: 10, maximum: 10_000, default: 1000, description: 'Most points of a series. All series of a reply share 200,000' })
const range = {
  points: Points,
  from_step: Type.Optional(count('First step')),
  to_step: Type.Optional(count('Last step'))
}

export const MetricsQuery = shape('MetricsQuery', 'Which figures of a job', {
  tags: Type.Optional(several('Tags of figures; left out: all of them', tagExample)),
  ...range,
  superseded: Type.Boolean({ default: false, description: 'true: also what was trained again after a resume, as series of their own' })
})
export type MetricsQuery = Static<typeof MetricsQuery>

export const CompareQuery = shape('CompareQuery', 'Which figures of which jobs: at most 20 of each', {
  jobs: several('Ids, numbers or slugs of jobs', ['1,2,3']),
  tags: several('Tags of figures', tagExample),
  ...range
})
export type CompareQuery = Static<typeof CompareQuery>

export const Series = shape('Series', 'Figures of one tag of one job, by step', {
  job_id: JobId,
  job_number: count('Number of the job'),
  name: Type.String({ description: 'Name of the job' }),
  tag: Type.String({ examples: ['loss/train_step'] }),
  superseded_attempt: nullable(count('Set where these figures count no more, because the steps were trained again: the attempt they are of')),
  count: count('Figures in the range'),
  stretch: nullable(count('null: the points are all there are. Else of each so many steps, counted from step 0, they are the lowest and the highest, and besides the very first and last')),
  points: Type.Array(Type.Array(Type.Number(), { minItems: 3, maxItems: 3 }), {
    description: 'Each [step, value, time]; time is milliseconds since 1970, interpolated within 64 steps',
    examples: [[[1, 0.52, 1767268800000], [2, 0.48, 1767268800900]]]
  }),
  non_finite: Type.Array(Type.Tuple([Type.Integer(), words(['nan', 'inf', '-inf'] as const, 'What the figure was')]), { description: 'Steps whose figure was no number, and what it was: the first 1000', examples: [[[17, 'nan']]] }),
  non_finite_count: count('Figures that were no number')
})
export type Series = Static<typeof Series>

export const SeriesList = shape('SeriesList', 'Figures', { series: Type.Array(Series) })
export type SeriesList = Static<typeof SeriesList>

export const MetricTag = shape('MetricTag', 'A tag and what there is of it, less what was trained again', {
  tag: Type.String({ examples: ['loss/train_step'] }),
  count: count('Figures'),
  first_step: nullable(count('First step')),
  last_step: nullable(count('Last step')),
  last_value: nullable(Type.Number({ description: 'Figure of the last step' })),
  non_finite_count: count('Figures that were no number')
})
export const TagList = shape('TagList', 'Tags of a job', { tags: Type.Array(MetricTag) })
export type TagList = Static<typeof TagList>

export const GridQuery = shape('GridQuery', 'Which samples', {
  sample_type: Type.Optional(SampleType),
  search: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Only prompts with this in them, upper or lower case' })),
  from_step: Type.Optional(count('First step')),
  to_step: Type.Optional(count('Last step')),
  steps: Type.Integer({ minimum: 1, maximum: 100, default: 20, description: 'How many columns; the newest' })
})
export type GridQuery = Static<typeof GridQuery>

export const SampleGrid = shape('SampleGrid', 'Samples by prompt and step, less those of steps that were trained again', {
  steps: Type.Array(Type.Integer(), { description: 'The columns: steps at which something was drawn, rising' }),
  rows: Type.Array(Type.Object({
    sample_type: SampleType,
    sample_index: count('Position in the config\'s list; 0 for custom samples'),
    prompt: Type.String(),
    cells: Type.Array(nullable(Sample), { description: 'One for each of the steps; null where nothing was drawn. Of several the newest' })
  }, { additionalProperties: false })),
  earlier: nullable(Type.Integer({ description: 'There are older columns: send it as ?to_step=' }))
})
export type SampleGrid = Static<typeof SampleGrid>

export const StreamQuery = shape('StreamQuery', 'What to hear', {
  events: Type.Optional(several('Only these messages: ' + topics.join(', '), ['training_status,sample_generated'])),
  job: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Only of this job: its id, number or slug' })),
  since: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Cursor: tell first what came after it. The Last-Event-ID header wins' })),
  token: Token
})
export type StreamQuery = Static<typeof StreamQuery>
