import fc from 'fast-check'
import t from 'tap'
import type { Test } from 'tap'
import type { EventBody, EventBodyOf } from '../../../../core/contract/events.ts'
import { axes } from '../../../../core/contract/metric-buckets.ts'
import type { Axis, BucketQuery, BucketSeries, MetricBuckets } from '../../../../core/contract/metric-buckets.ts'
import { began, scalarsOf, testHistory } from '../../../helpers/history.ts'
import { log, status } from '../../../helpers/journal.ts'
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
          t.strictSame(series.counts, whole.buckets.map(begin =>
            metrics.filter(([place]) => Math.floor(place / whole.bucket_width) * whole.bucket_width === begin).length))
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

/** A journal of two steps a second, with a pause of five seconds after step 100 and a sample after step 140. */
async function paced (t: Test, steps: number) {
  const server = await testHistory(t)
  await server.addJob()
  await server.addAttempt()
  const wait = (events: number): EventBody[] => Array.from({ length: events }, () => log('waits'))
  await server.feed([
    status('starting'), running,
    ...Array.from({ length: steps }, (_, index) => index + 1).flatMap(step => [
      scalarsOf(step, { [tag]: step }), ...wait(4),
      ...step === 100 ? [held, ...wait(49), { ...held, status: 'running' as const }] : [],
      ...step === 140 ? [{ ...running, phase: 'sampling' as const }, ...wait(19), running] : []
    ])
  ])
  return server
}
// as: that is what it is
const running: EventBodyOf<'training_status'> =
  { ...status('running') as EventBodyOf<'training_status'>, phase: 'training' }
const held: EventBodyOf<'training_status'> = { ...running, status: 'paused' }
/** Besides the break the event that ends it takes its time. */
const slower = Number((64 / 32.1).toPrecision(7))

t.test('[L26] the speed of a job is a series of its own, of the steps and their training time', async t => {
  const { history } = await paced(t, 200)
  for (const x of ['step', 'minutes', 'clock'] as const) {
    const { buckets, series } = await history.buckets({ jobs: ['1'], x, width: 4000 })
    const speed = series.find(({ tag }) => tag === 'speed/steps_per_second')!
    const known = buckets.flatMap((at, index) => speed.mean[index] === null ? [] : [[at, speed.mean[index]]])
    t.strictSame(known.map(([, value]) => value), [2, slower, slower, 2], `${x}: in each run of 64 steps`)
    if (x === 'step') t.strictSame(known.map(([at]) => at), [63, 127, 191, 200])
  }
  const wide = await history.buckets({ jobs: ['1'], tags: ['speed/steps_per_second'], x: 'step', width: 10 })
  t.match(wide.series, [{ tag: 'speed/steps_per_second', non_finite_count: 0 }])
  const part = await history.buckets({ jobs: ['1'], x: 'step', width: 100, from: 120, to: 150 })
  const speed = part.series.find(({ tag }) => tag === 'speed/steps_per_second')!
  t.strictSame(speed.mean.filter(value => value !== null), [slower], 'of the steps since the run before')
})

t.test('[L26] a speed that was sent does not change while the training goes on', async t => {
  const server = await paced(t, 130)
  // A rate that comes after its loss: by minutes it is some buckets later.
  await server.feed([...Array.from({ length: 8 }, () => log('waits')), scalarsOf(130, { lr: 1 })])
  await server.flush()
  const speedOf = ({ buckets, series }: MetricBuckets): Array<[number, number]> =>
    buckets.flatMap((at, index) => {
      const value = series.find(({ tag }) => tag.startsWith('speed'))?.mean[index]
      return value == null ? [] : [[at, value] as [number, number]]
    })
  const queries = (['step', 'minutes', 'clock'] as const).map(x => ({ jobs: ['1'], x, width: 4000 }))
  const before = await Promise.all(queries.map(async query => await server.history.buckets(query)))
  await server.feed(Array.from({ length: 20 }, (_, index) => scalarsOf(131 + index, { [tag]: 1, lr: 1 })))
  await server.flush()
  for (const [index, query] of queries.entries()) {
    const first = before[index]!
    const more = await server.history.buckets({ ...query, since: first.next_since })
    const whole = await server.history.buckets(query)
    t.equal(more.reset, false)
    const kept = speedOf(first).filter(([at]) => at < more.buckets[0]!)
    t.strictSame([...kept, ...speedOf(more)], speedOf(whole), query.x)
    t.equal(speedOf(whole).length, 3, 'two full runs and the one that goes on')
  }
})

t.test('[L22] what is read on makes the whole, also where a pause moves the times of 64 steps', async t => {
  const server = await testHistory(t)
  await server.addJob()
  await server.addAttempt()
  const steps = (first: number, last: number): EventBody[] =>
    Array.from({ length: last - first + 1 }, (_, index) => scalarsOf(first + index, { [tag]: first + index }))
  await server.feed([status('starting'), running, scalarsOf(1, { seldom: 1 }), ...steps(1, 100)])
  const ranges = { step: [1, 400], epoch: [0, 4], minutes: [0, 0.5], clock: [began, began + 30_000] } as const
  const queries = axes.map(x => ({ jobs: ['1'], x, width: 4000, from: ranges[x][0], to: ranges[x][1] }))
  const kept = new Map<BucketQuery, Map<number, number | null | undefined>>(queries.map(query => [query, new Map()]))
  const since = new Map<BucketQuery, string>()
  const meansOf = ({ buckets, series }: MetricBuckets): Array<[number, number | null | undefined]> =>
    buckets.map((at, index) => [at, series.find(line => line.tag === tag)?.mean[index]])
  for (const more of [[], [...Array.from({ length: 49 }, () => log('waits')), ...steps(101, 110)], steps(111, 140)]) {
    await server.feed(more)
    await server.flush()
    for (const query of queries) {
      const cursor = since.get(query)
      const reply = await server.history.buckets(cursor === undefined ? query : { ...query, since: cursor })
      const known = kept.get(query)!
      t.equal(reply.reset, cursor === undefined)
      for (const at of [...known.keys()].filter(at => at >= reply.buckets[0]!)) known.delete(at)
      for (const [at, mean] of meansOf(reply)) known.set(at, mean)
      t.strictSame([...known], meansOf(await server.history.buckets(query)), query.x)
      since.set(query, reply.next_since)
    }
  }
  const minutes = queries.find(({ x }) => x === 'minutes')!
  const { buckets } = await server.history.buckets({ ...minutes, since: since.get(minutes)! })
  t.ok(buckets.length <= 64, 'a metric of seldom steps makes nothing be read anew')
})

t.test('[L27] the metrics before the first one are sent for a moving average, in buckets as wide', async t => {
  const { history } = await paced(t, 1000)
  for (const x of ['step', 'minutes', 'clock'] as const) {
    const all = await history.buckets({ jobs: ['1'], tags: [tag], x, width: 4000 })
    const [from, to] = [all.buckets[600]!, all.buckets[700]!]
    const part = await history.buckets({ jobs: ['1'], tags: [tag], x, width: 100, from, to })
    const led = await history.buckets({ jobs: ['1'], tags: [tag], x, width: 100, from, to, lead: 200 })
    t.equal(led.bucket_width, part.bucket_width)
    const before = led.buckets.findIndex(at => at >= part.buckets[0]!)
    t.strictSame(led.buckets.slice(before), part.buckets)
    const count = led.series[0]!.count - part.series[0]!.count
    t.ok(count >= 200 && count <= 200 + 2 * 64, `${x}: ${count}`)
    const since = led.next_since
    const more = await history.buckets({ jobs: ['1'], tags: [tag], x, width: 100, from, to, lead: 200, since })
    t.equal(more.reset, false)
    const other = await history.buckets({ jobs: ['1'], tags: [tag], x, width: 100, from, to, since })
    t.equal(other.reset, true, 'another lead is another query')
  }
})
