import { createHash } from 'node:crypto'
import { MOST_CHARTED_JOBS, MOST_CHARTED_TAGS, SPEED_TAG, TIMED_TAG } from '../../core/contract/metric-buckets.ts'
import type { Axis, BucketQuery, BucketSeries, MetricBuckets } from '../../core/contract/metric-buckets.ts'
import { bucketSince, formatBucketCursor } from '../../core/domain/chart/bucket-cursor.ts'
import { bucketWidth } from '../../core/domain/chart/bucket-width.ts'
import { jobsIn, refuse } from '../../core/domain/query-params.ts'
import type { BucketRows, Buckets, XRange } from '../store/bucket-rows.ts'
import type { MetricRows } from '../store/metric-rows.ts'
import { spansOnAxis, tagsIn } from './chart-jobs.ts'
import { leadOf } from './chart-lead.ts'
import type { SpanOnAxis } from './chart-jobs.ts'
import type { HistoryJob } from './history-job.ts'
import { alignBuckets, mergeBuckets } from './merge-buckets.ts'
import type { BucketMap } from './merge-buckets.ts'
import { readBuckets } from './read-buckets.ts'
import { nextBucket } from './next-bucket.ts'
import type { Ends, GrowingLine } from './next-bucket.ts'
import { speedBuckets, withSpeed } from './speed-buckets.ts'
import { yieldTurn } from '../store/yield-turn.ts'

const ALL_BUCKETS = 300_000
const FEWEST_BUCKETS = 10
/** Narrowest bucket: a step, a thousandth of an epoch or a minute, a millisecond. */
const narrowest: Record<Axis, number> = { step: 1, epoch: 2 ** -10, minutes: 2 ** -10, clock: 1 }

export interface BucketsDeps { metrics: MetricRows, buckets: BucketRows, find: (ref: string) => HistoryJob }

/** One line of a chart: a tag of a job in its spans. */
interface Line extends GrowingLine { tag: string, spans: SpanOnAxis[] }

/** Metrics of several jobs in shared buckets. Errors: job_not_found, job_damaged, invalid_request. */
export async function metricBuckets (deps: BucketsDeps, query: BucketQuery): Promise<MetricBuckets> {
  const lines = await linesOf(deps, query)
  const { from, to } = rangeOf(lines, query)
  const most = Math.max(FEWEST_BUCKETS, Math.min(query.width, Math.floor(ALL_BUCKETS / Math.max(1, lines.length))))
  const width = bucketWidth(from, to, most, narrowest[query.x])
  const revision = revisionOf(lines, query)
  const since = query.since === undefined ? null : bucketSince(query.since, { width, revision })
  const first = since ?? 0
  // On the other axes 64 steps may reach over the border: read from there, they would be in other buckets.
  const begin = query.from === undefined ? from : await leadOf(deps.buckets, lines, from, query.lead ?? 0)
  const range = { from: query.x === 'step' ? Math.max(begin, first * width) : begin, to, width }
  const found: BucketMap[] = []
  for (const line of lines) {
    const all = await bucketsOfLine(deps, line, range)
    found.push(new Map([...all].filter(([bucket]) => bucket >= first)))
    await yieldTurn()
  }
  const { buckets, columns } = await alignBuckets(found)
  const series: BucketSeries[] = []
  for (const [index, { job: { job_id, job_number, job_name: name }, tag, spans }] of lines.entries()) {
    const { count: non_finite_count } = await deps.metrics.nonFinite(
      spans.map(span => ({ ...span, job_number, tag })), 0
    )
    series.push({ job_id, job_number, name, tag, ...columns[index]!, non_finite_count })
  }
  return {
    x: query.x, bucket_width: width, buckets: buckets.map(bucket => bucket * width), series, reset: since === null,
    next_since: formatBucketCursor({
      width, revision, bucket: await nextBucket(deps.metrics, lines, { axis: query.x, to, width })
    })
  }
}

async function linesOf ({ metrics, buckets, find }: BucketsDeps, query: BucketQuery): Promise<Line[]> {
  const jobs = jobsIn(query.jobs, MOST_CHARTED_JOBS, find)
  const logged = await Promise.all(jobs.map(async ({ job_number }) => await metrics.tags(job_number)))
  const known = logged.map(withSpeed)
  const tags = query.tags === undefined
    ? [...new Set(known.flat())].sort().slice(0, MOST_CHARTED_TAGS)
    : tagsIn(query.tags, known.flat(), MOST_CHARTED_TAGS)
  const lines: Line[] = []
  for (const [index, job] of jobs.entries()) {
    const { current } = await metrics.spans(job.job_number)
    const spans = await spansOnAxis(buckets, job, current, query.x)
    for (const tag of tags) {
      if (query.tags === undefined && known[index]?.includes(tag) !== true) continue
      const derived = tag === SPEED_TAG && logged[index]?.includes(tag) !== true
      const ends = await endsOf(metrics, job, derived ? TIMED_TAG : tag, spans)
      lines.push({ job, tag, derived, spans, ends })
    }
    await yieldTurn()
  }
  return lines
}

/** x rises with the spans, so that the first and the last metric are the outermost. */
async function endsOf (
  metrics: MetricRows, { job_number }: HistoryJob, tag: string, spans: readonly SpanOnAxis[]
): Promise<Ends | null> {
  const xs: number[] = []
  let newest: Ends['newest'] | null = null
  for (const span of spans) {
    for (const which of ['first', 'last'] as const) {
      const of_tag = { ...span, job_number, tag }
      const point = await metrics.end([of_tag], which)
      if (point === undefined) continue
      xs.push(span.x.offset + span.x.scale * point[span.x.source])
      newest = { span: of_tag, step: point.step }
    }
  }
  return newest === null ? null : { first: Math.min(...xs), last: Math.max(...xs), newest }
}

/** What the query leaves open reaches as far as there are metrics. */
function rangeOf (lines: readonly Line[], { from, to }: BucketQuery): XRange {
  if (from !== undefined && to !== undefined && from > to) throw refuse('from', 'is after "to"')
  const ends = lines.flatMap(({ ends }) => ends === null ? [] : [ends.first, ends.last])
  const first = from ?? ends.reduce((one, other) => Math.min(one, other), to ?? Infinity)
  const last = to ?? ends.reduce((one, other) => Math.max(one, other), first)
  return Number.isFinite(first) ? { from: first, to: last } : { from: 0, to: 0 }
}

async function bucketsOfLine (
  { buckets }: BucketsDeps, { job: { job_number }, tag, derived, spans }: Line, range: Buckets
): Promise<BucketMap> {
  if (derived) return await speedBuckets(buckets, job_number, spans, range)
  const found: BucketMap = new Map()
  for (const { x, ...span } of spans) {
    mergeBuckets(found, await readBuckets(buckets, { ...span, job_number, tag }, x, range))
  }
  return found
}

/** Everything that buckets depend on besides new metrics at their end. */
function revisionOf (lines: readonly Line[], { x, from, to, width, lead }: BucketQuery): string {
  const of = lines.map(({ job: { job_id, steps_per_epoch }, tag, spans }) =>
    [job_id, tag, steps_per_epoch, spans.map(({ attempt, to_step }) => [attempt, to_step])])
  return createHash('sha256').update(JSON.stringify([x, from, to, width, lead, of])).digest('base64url').slice(0, 16)
}
