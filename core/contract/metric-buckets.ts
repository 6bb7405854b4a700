import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { count, nullable, shape, several, words } from './define.ts'
import { JobId } from './values.ts'

/** Metrics of several jobs for one chart: all series share the buckets of one axis. */
export const MOST_CHARTED_JOBS = 30
export const MOST_CHARTED_TAGS = 100
export const MOST_SPARKLINES = 100
export const MOST_LEAD = 10_000
/** A tag that no trainer has to log: the server derives it from when the steps of TIMED_TAG were done. */
export const SPEED_TAG = 'speed/steps_per_second'
export const TIMED_TAG = 'loss/train_step'

export const axes = ['step', 'epoch', 'minutes', 'clock'] as const
export type Axis = typeof axes[number]

export const BucketQuery = shape('BucketQuery', 'Metric filter for a chart', {
  jobs: several(`Ids, numbers or slugs of jobs, at most ${MOST_CHARTED_JOBS}`, ['1']),
  tags: Type.Optional(
    several(
      `Metric tags, at most ${MOST_CHARTED_TAGS}; default: all of these jobs. ${SPEED_TAG}, where the trainer does ` +
      `not log it, is derived from the times of ${TIMED_TAG}: steps done per second of training, without pauses, ` +
      'samples, validations and backups',
      ['loss/train_step,lr/unet']
    )
  ),
  x: words(
    axes,
    'Axis. step: global step. epoch: finished epochs, with a fraction. minutes: minutes the job has run, over all ' +
    'attempts, not counting the time between them. clock: milliseconds since 1970',
    { default: 'step' }
  ),
  from: Type.Optional(Type.Number({ minimum: 0, description: 'First x; default: that of the first metric' })),
  to: Type.Optional(Type.Number({ minimum: 0, description: 'Last x; default: that of the last metric' })),
  lead: Type.Optional(Type.Integer({
    minimum: 0, maximum: MOST_LEAD,
    description: 'Steps before `from` whose metrics are sent too, so that a moving average is right from `from` on; ' +
      'their buckets are as wide and do not count for `width`. Default: none'
  })),
  width: Type.Integer({
    minimum: 10, maximum: 4000, default: 1000,
    description: 'Maximum buckets, usually the width of the chart in pixels; all series of a reply share 300,000'
  }),
  since: Type.Optional(Type.String({
    minLength: 1, maxLength: 200,
    description: '`next_since` of an earlier reply to the same query: only the buckets that may have changed since'
  }))
})
export type BucketQuery = Static<typeof BucketQuery>

export const SparklineQuery = shape('SparklineQuery', 'Small series of several jobs', {
  jobs: several(`Ids, numbers or slugs of jobs, at most ${MOST_SPARKLINES}`, ['1']),
  tag: Type.String({ minLength: 1, maxLength: 1000, default: 'loss/train_step', description: 'Metric tag' }),
  points: Type.Integer({ minimum: 10, maximum: 200, default: 40, description: 'Maximum points of each' })
})
export type SparklineQuery = Static<typeof SparklineQuery>

export const SparklineList = shape('SparklineList', 'Small series of several jobs, each over all its steps', {
  tag: Type.String({ description: 'Metric tag' }),
  sparklines: Type.Array(shape('Sparkline', 'Small series of one job', {
    job_id: JobId,
    job_number: count('Job number'),
    steps: Type.Array(count('Step'), { description: 'Where each bucket begins, ascending' }),
    mean: Type.Array(Type.Number(), { description: 'Mean of each bucket, in 7 digits' })
  }), { description: 'In the order of the query; without a metric both lists are empty' })
})
export type SparklineList = Static<typeof SparklineList>

const perBucket = (description: string) =>
  Type.Array(nullable(Type.Number()), { description: `${description}; one per bucket, null where there is no metric` })

export const BucketSeries = shape('BucketSeries', 'Metrics of one tag of one job, one value per bucket', {
  job_id: JobId,
  job_number: count('Job number'),
  name: Type.String({ description: 'Job name' }),
  tag: Type.String({ examples: ['loss/train_step'] }),
  min: perBucket('Lowest value'),
  mean: perBucket('Mean, in 7 digits'),
  max: perBucket('Highest value'),
  counts: Type.Array(count('Number'), {
    description: `Metrics of each bucket; for a derived ${SPEED_TAG} runs of steps, each in the bucket of its last one`
  }),
  count: count('Metrics in these buckets'),
  non_finite_count: count('Non-finite metrics of all steps; they are in no bucket')
})
export type BucketSeries = Static<typeof BucketSeries>

export const MetricBuckets = shape('MetricBuckets', 'Metrics of several jobs in shared buckets', {
  x: words(axes, 'Axis'),
  bucket_width: Type.Number({
    exclusiveMinimum: 0,
    description: 'Width of a bucket, a power of two in units of x; metrics that far apart may share a bucket'
  }),
  buckets: Type.Array(Type.Number(), {
    description: 'Where each bucket begins, ascending, a multiple of bucket_width. Those without any metric are left ' +
      'out',
    examples: [[0, 64, 128]]
  }),
  series: Type.Array(BucketSeries, { description: 'By job as in the query, then by tag' }),
  reset: Type.Boolean({
    description: 'true: the reply is complete and replaces earlier ones – the first one, or buckets changed that ' +
      '`since` does not cover. false: it replaces the buckets from its first one on'
  }),
  next_since: Type.String({ description: 'Send as ?since= with the same query for what is new' })
})
export type MetricBuckets = Static<typeof MetricBuckets>
