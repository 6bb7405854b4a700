import t from 'tap'
import type { BucketSeries } from '../../../../core/contract/metric-buckets.ts'
import { lineStyle } from '../../../../web/charts/line-style.ts'
import { placeAfter } from '../../../../web/charts/place-after.ts'
import { clipOf, linesOf, notPositive } from '../../../../web/charts/series-lines.ts'

const drawn = (mean: Array<number | null>) => {
  const counts = mean.map(value => value === null ? 0 : 1)
  const all = { job_id: 'a', tag: 'loss/train_step', min: mean, mean, max: mean, counts, non_finite_count: 0 }
  const series = all as unknown as BucketSeries // as: the rest is not read
  return { series, label: 'Loss', style: lineStyle(0), isSmoothed: true, points: false }
}

t.test('[U41] what a logarithmic axis cannot show is counted, and smoothed as on any other axis', async t => {
  const loss = drawn([1, 0, -1, null, 2])
  t.equal(notPositive([loss], [0, 5]), 2)
  t.equal(notPositive([loss], [2, 5]), 1)
  const line = (log: boolean) => linesOf([loss], { smoothing: 0.5, log, band: false }).at(-1)?.values
  t.strictSame(line(true), line(false)?.map(value => value !== null && value > 0 ? value : null))
})

t.test('[U41] outliers that are not shown are not counted', async t => {
  const loss = drawn([900, ...Array.from({ length: 100 }, (_, at) => at / 100)])
  t.equal(clipOf([loss], [0, 101])?.clipped, 1)
  t.equal(clipOf([loss], [1, 101]), null)
})

t.test('[U37] the keys move the cursor of a chart among the buckets that it shows', async t => {
  t.equal(placeAfter('ArrowLeft', null, [10, 50]), 49)
  t.equal(placeAfter('ArrowLeft', 10, [10, 50]), 10)
  t.equal(placeAfter('Home', 30, [10, 50]), 10)
  t.equal(placeAfter('PageUp', 45, [10, 50]), 50)
  t.equal(placeAfter('a', 45, [10, 50]), null)
})
