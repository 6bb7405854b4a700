import type { BucketSeries, MetricBuckets } from '../../core/contract/metric-buckets.ts'

/** All buckets of a chart: a complete reply and what later ones brought. */
export type ChartBuckets = Omit<MetricBuckets, 'reset'>

/**
 * What is known after one more reply. A reply that is not complete replaces the buckets from its first one on, and has
 * the series that are known.
 */
export function withReply (before: ChartBuckets | undefined, reply: MetricBuckets): ChartBuckets {
  const { reset, ...content } = reply
  if (reset || before === undefined) return content
  const first = reply.buckets[0]
  const kept = first === undefined ? before.buckets.length : countBelow(before.buckets, first)
  const news = new Map(reply.series.map(series => [keyOf(series), series]))
  return {
    ...content,
    buckets: [...before.buckets.slice(0, kept), ...reply.buckets],
    series: before.series.map(series => joined(series, news.get(keyOf(series)), kept, reply.buckets.length))
  }
}

/** Which buckets a view shows, as a slice of them. A reply has more: those that a moving average needs before it. */
export function shownPart (
  { buckets, bucket_width }: { buckets: readonly number[], bucket_width: number },
  view: { from: number, to: number } | null
): [begin: number, end: number] {
  if (view === null) return [0, buckets.length]
  const begin = countBelow(buckets, Math.floor(view.from / bucket_width) * bucket_width)
  const end = countBelow(buckets, view.to)
  return [begin, buckets[end] === view.to ? end + 1 : end]
}

/** What tells a series from the others of a chart. */
export const keyOf = ({ job_id, tag }: Pick<BucketSeries, 'job_id' | 'tag'>): string => `${job_id} ${tag}`

function joined (before: BucketSeries, after: BucketSeries | undefined, kept: number, added: number): BucketSeries {
  const join = (name: 'min' | 'mean' | 'max'): Array<number | null> =>
    [...before[name].slice(0, kept), ...(after?.[name] ?? Array.from({ length: added }, () => null))]
  const counts = [...before.counts.slice(0, kept), ...(after?.counts ?? Array.from({ length: added }, () => 0))]
  return { ...before, ...after, min: join('min'), mean: join('mean'), max: join('max'), counts }
}

/** How many of some ascending numbers are below a limit. */
export function countBelow (ascending: readonly number[], limit: number): number {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] ?? Infinity) < limit) low = middle + 1
    else high = middle
  }
  return low
}
