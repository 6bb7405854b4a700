import t from 'tap'
import type { MetricBuckets } from '../../../../core/contract/metric-buckets.ts'
import { countBelow, shownPart, withReply } from '../../../../web/charts/bucket-store.ts'
import { clipRange } from '../../../../web/charts/clip.ts'
import { csvOf } from '../../../../web/charts/csv.ts'
import { debiasedEma } from '../../../../web/charts/smoothing.ts'

/** A reply with one series, whose values are ten times its buckets. */
const reply = (buckets: number[], reset: boolean, tag = 'loss'): MetricBuckets => {
  const values = buckets.map(at => at * 10)
  // as: the rest is not read
  return {
    x: 'step', bucket_width: 1, buckets, reset, next_since: `to ${buckets.at(-1) ?? 0}`,
    series: [{ job_id: 'a', tag, min: values, mean: values, max: values, counts: buckets.map(() => 1) }]
  } as unknown as MetricBuckets
}

t.test('[U40] what is new replaces the buckets from its first one on, so none is doubled and none is missing', async t => {
  const first = withReply(undefined, reply([0, 1, 2], true))
  const second = withReply(first, reply([2, 3], false))
  t.strictSame(second.buckets, [0, 1, 2, 3])
  t.strictSame(second.series[0]?.mean, [0, 10, 20, 30])
  t.equal(second.next_since, 'to 3')
  t.strictSame(withReply(second, reply([], false)).buckets, [0, 1, 2, 3], 'nothing is new')
  t.strictSame(withReply(second, reply([0, 5], true)).buckets, [0, 5], 'a complete reply replaces all')
  const other = withReply(second, { ...reply([4], false), series: [] })
  t.strictSame(other.series[0]?.mean, [0, 10, 20, 30, null], 'a series without a metric there has a gap')
  t.strictSame(other.series[0]?.counts, [1, 1, 1, 1, 0])
  t.strictSame([0, 1, 2, 9].map(limit => countBelow([0, 1, 2], limit)), [0, 1, 2, 3])
})

t.test('[U41] smoothing has no bias towards its first value, and leaves gaps', async t => {
  t.strictSame(debiasedEma([1, 2, 3], 0), [1, 2, 3])
  t.strictSame(debiasedEma([5, 5, 5], 0.9)?.map(value => value?.toFixed(6)), ['5.000000', '5.000000', '5.000000'])
  const [first, gap, third] = debiasedEma([2, null, 4], 0.5)
  t.strictSame([first, gap], [2, null])
  t.equal(third?.toFixed(4), '3.3333')
})

t.test('[U41] smoothing looks the same however wide the buckets are, and wherever a view begins', async t => {
  const values = Array.from({ length: 4096 }, (_, step) => 1 + Math.exp(-step / 800) + Math.sin(step / 3) / 10)
  const whole = debiasedEma(values, 0.98)
  for (const width of [2, 8, 32]) {
    const means = Array.from({ length: values.length / width }, (_, at) =>
      values.slice(at * width, (at + 1) * width).reduce((sum, value) => sum + value, 0) / width)
    const wide = debiasedEma(means, 0.98, means.map(() => width))
    const apart = wide.slice(8).map((value, at) => Math.abs(value! - whole[(at + 9) * width - 1]!))
    t.ok(Math.max(...apart) < 0.03, `${width}: ${Math.max(...apart)}`)
  }
  const led = debiasedEma(values.slice(1000), 0.98)
  t.ok(Math.abs(led[1000]! - whole[2000]!) < 1e-6, 'after a lead of 1000 steps nothing is left of where it began')
  const last = debiasedEma([3, null, 5], 0.9, [1, 0, 100])
  t.strictSame(last.map(value => value?.toFixed(3)), ['3.000', undefined, '5.000'])
})

t.test('[U41] a view shows its own buckets, without those that the smoothing needs before it', async t => {
  const data = { buckets: [0, 8, 16, 32, 40], bucket_width: 8 }
  t.strictSame(shownPart(data, null), [0, 5])
  t.strictSame(shownPart(data, { from: 10, to: 32 }), [1, 4], 'the bucket that the view begins in belongs to it')
  t.strictSame(shownPart(data, { from: 16, to: 39 }), [2, 4])
  t.strictSame(shownPart(data, { from: 90, to: 99 }), [5, 5])
})

t.test('[U41] outliers are clipped and counted, and nothing else is', async t => {
  const calm = Array.from({ length: 100 }, (_, at) => 1 + at / 100)
  t.equal(clipRange([calm]), null)
  t.equal(clipRange([[1, 2, 900]]), null, 'too few to tell')
  const clip = clipRange([[...calm, 900, null]])
  t.match(clip, { clipped: 1 })
  t.ok((clip?.high ?? 900) < 3)
})

t.test('[U42] a table is exported so that no spreadsheet takes a name for a formula', async t => {
  t.equal(csvOf([{ name: 'step', values: [1, 2] }, { name: '=cmd,"x"', values: [0.5, null] }]),
    'step,"\'=cmd,""x"""\r\n1,0.5\r\n2,\r\n')
})
