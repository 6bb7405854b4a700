import fc from 'fast-check'
import t from 'tap'
import { axes } from '../../../../core/contract/metric-buckets.ts'
import type { Axis, BucketQuery, BucketSeries, MetricBuckets } from '../../../../core/contract/metric-buckets.ts'
import { began, scalarsOf, testHistory } from '../../../helpers/history.ts'
import { status } from '../../../helpers/journal.ts'
import { lives, naive, tag, train } from '../../../helpers/metric-lives.ts'
import type { Counted, Life } from '../../../helpers/metric-lives.ts'

const EVENT_MS = 100
const MINUTE_MS = 60_000
const STEPS_PER_EPOCH = 100
const eventsOf = ({ values }: Life): number => 2 + 2 * values.length // starting, then two a step, then the end
const sum = (numbers: number[]): number => numbers.reduce((one, other) => one + other, 0)

/** Where a metric of such attempts belongs on an axis. */
function xOf (lives: readonly Life[], axis: Axis, { attempt, step }: Counted): number {
  const [earlier, { from }] = [lives.slice(0, attempt - 1), lives[attempt - 1]!]
  const place = 2 * (step - from) // among the events of its attempt, from 0
  switch (axis) {
    case 'step': return step
    case 'epoch': return (1 / STEPS_PER_EPOCH) * step
    case 'minutes': return sum(earlier.map(life => (eventsOf(life) - 1) * EVENT_MS)) / MINUTE_MS +
      (1 / MINUTE_MS) * place * EVENT_MS
    case 'clock': return began + (sum(earlier.map(eventsOf)) + place + 1) * EVENT_MS
  }
}

/** Each bucket of a series that has metrics: where it begins, lowest, mean, highest. */
const rowsOf = (
  { buckets }: MetricBuckets, { min, mean, max }: BucketSeries
): Array<Array<number | null | undefined>> =>
  buckets.map((x, index) => [x, min[index], mean[index], max[index]]).filter(row => row[1] !== null)

/** What they are to be. */
function expected (metrics: Array<[x: number, value: number]>, width: number): number[][] {
  const buckets = new Map<number, number[]>()
  for (const [x, value] of metrics) {
    const begin = Math.floor(x / width) * width
    buckets.set(begin, [...buckets.get(begin) ?? [], value])
  }
  return [...buckets].sort(([one], [other]) => one - other).map(([begin, values]) => [
    begin, Math.min(...values), Number((sum(values) / values.length).toPrecision(7)), Math.max(...values)
  ])
}

const query = (more: Partial<BucketQuery> = {}): BucketQuery =>
  ({ jobs: ['1'], tags: [tag], x: 'step', width: 1000, ...more })

/** Whether a bucket is too narrow for rollups, or they lie whole in it. */
const isExact = (x: Axis, width: number): boolean => x === 'step' || width <= (x === 'clock' ? 2048 : 2 ** -5)

t.test('[L20] each bucket of each axis has the metrics that count in it, of several jobs over the same', async t => {
  let round = 0
  const range = fc.tuple(fc.nat(900), fc.nat(900))
  await fc.assert(fc.asyncProperty(
    fc.tuple(lives, lives), fc.constantFrom(...axes), fc.integer({ min: 10, max: 300 }), range,
    async ([ones, others], x, width, [first, length]) => {
      const server = await testHistory(t, `buckets-${round++}`)
      await train(server, ones, 100, 1)
      await train(server, others, 70, 2)
      const points = [ones, others].map(list => naive(list).flatMap(one =>
        one.value === null ? [] : [[xOf(list, x, one), one.value, one.step] as [number, number, number]]))
      const whole = await server.history.buckets(query({ jobs: ['1', '2'], x, width }))
      t.ok(whole.buckets.length <= width)
      t.strictSame(whole.buckets, [...new Set(whole.buckets)].sort((one, other) => one - other))
      if (isExact(x, whole.bucket_width)) {
        for (const [index, series] of whole.series.entries()) {
          const metrics = points[index]!.map(([place, value]): [number, number] => [place, value])
          t.strictSame(rowsOf(whole, series), expected(metrics, whole.bucket_width), `${x} ${width}`)
          t.equal(series.count, metrics.length)
        }
      }
      if (x !== 'step') return
      const part = await server.history.buckets(query({ jobs: ['2'], x, width, from: first, to: first + length }))
      const inside = points[1]!.filter(([place]) => place >= first && place <= first + length)
      t.strictSame(
        rowsOf(part, part.series[0]!),
        expected(inside.map(([place, value]): [number, number] => [place, value]), part.bucket_width)
      )
    }
  ), { numRuns: 60 })
})

t.test('[L20] of many metrics no peak is lost on any axis, whether by rollups or one by one', async t => {
  const server = await testHistory(t)
  await server.addJob()
  await server.addAttempt()
  const valueAt = (step: number): number => step === 61_777 ? 100 : step === 23_457 ? -100 : Math.sin(step / 500)
  const steps = 100_000
  await server.feed([status('starting')])
  for (let done = 0; done < steps; done += 10_000) {
    await server.feed([
      ...Array.from({ length: 10_000 }, (_, index) => done + index + 1)
        .map(step => scalarsOf(step, { [tag]: valueAt(step) })),
      status('running')
    ], { chunk: 10_001 })
  }
  for (const x of axes.filter(axis => axis !== 'epoch')) {
    for (const width of [10, 1000, 1500, 4000]) {
      const { buckets, series: [line] } = await server.history.buckets(query({ x, width }))
      t.ok(buckets.length <= width && buckets.length > width / 2 - 1, `${x} ${width}: ${buckets.length}`)
      t.equal(line!.count, steps)
      t.equal(Math.max(...line!.max.map(Number)), 100)
      t.equal(Math.min(...line!.min.map(Number)), -100)
      const whole = await server.history.buckets(query({ x, width }))
      const more = await server.history.buckets(query({ x, width, since: whole.next_since }))
      t.ok(!more.reset && more.buckets.length > 0 && more.buckets.length <= 3)
      const tail = (values: readonly unknown[] | undefined): unknown[] => values!.slice(-more.buckets.length)
      t.strictSame(more.buckets, tail(whole.buckets), `${x} ${width}`)
      t.strictSame(more.series[0]?.mean, tail(whole.series[0]?.mean), `what is read on is as it was, ${x} ${width}`)
    }
  }
})
