import fc from 'fast-check'
import t from 'tap'
import type { Test } from 'tap'
import { clip } from '../../../../core/domain/job/attempt-spans.ts'
import { readSeries } from '../../../../services/history/series.ts'
import type { Drawn } from '../../../../services/history/series.ts'
import { scalarsOf, testHistory } from '../../../helpers/history.ts'
import { progress, status } from '../../../helpers/journal.ts'
import { ask, lives, naive, tag, train } from '../../../helpers/metric-lives.ts'
import type { Counted, Server } from '../../../helpers/metric-lives.ts'

interface Point { step: number, value: number }

/** Checks a line of at most `most` points: all of the values, or of each stretch the ends and the extremes. */
function checkDrawn (t: Test, { count, stretch, points }: Drawn, finite: Point[], most: number): void {
  t.equal(count, finite.length)
  t.ok(points.length <= most)
  const shown = points.map(({ step, value }) => `${step} ${value}`)
  const known = new Set(finite.map(({ step, value }) => `${step} ${value}`))
  t.strictSame(shown.filter(point => !known.has(point)), [], 'no point is made up')
  t.equal(new Set(shown).size, shown.length, 'none comes twice')
  t.strictSame(
    points.map(({ step }) => step),
    points.map(({ step }) => step).sort((one, other) => one - other),
    'they go by step'
  )
  if (finite.length === 0) return
  t.strictSame(
    [points[0]?.step, points.at(-1)?.step], [finite[0]?.step, finite.at(-1)?.step], 'the first and the last are there'
  )
  if (stretch === null) t.equal(points.length, finite.length)
  else t.strictSame(extremes(points, stretch), extremes(finite, stretch))
}

function extremes (points: Point[], stretch: number): Array<[number, number, number]> {
  const found = new Map<number, [number, number, number]>()
  for (const { step, value } of points) {
    const place = Math.floor(step / stretch)
    const [, lowest, highest] = found.get(place) ?? [place, Infinity, -Infinity]
    found.set(place, [place, Math.min(lowest, value), Math.max(highest, value)])
  }
  return [...found.values()]
}

t.test(
  '[L4] [L5] after any number of resumes and reads, a series holds only the metrics that count, with the lowest and the highest of each range',
  async t => {
    let round = 0
    await fc.assert(
      fc.asyncProperty(
        lives, fc.integer({ min: 1, max: 300 }), fc.integer({ min: 10, max: 60 }),
        fc.tuple(fc.nat({ max: 500 }), fc.nat({ max: 900 })),
        async (lives, chunk, most, [from_step, length]) => {
          const server = await testHistory(t, `property-${round++}`)
          await train(server, lives, chunk)
          const to_step = from_step + length
          const inside = naive(lives)
            .filter(({ step }) => step >= from_step && step <= to_step)
            .sort((one, other) => one.step - other.step)
          const finite = inside.filter((one): one is Counted & Point => one.value !== null)
          const { current } = await server.metrics.spans(1)
          const spans = clip(current, from_step, to_step).map(span => ({ ...span, job_number: 1, tag }))
          for (const one_by_one of [0, Infinity]) {
            checkDrawn(t, await readSeries(server.metrics, spans, most, one_by_one), finite, most)
          }
          const series = await ask(server, { from_step, to_step })
          t.strictSame(
            series.non_finite,
            inside.filter(({ value }) => value === null).map(({ step }) => [step, 'nan'])
          )
          t.equal(series.non_finite_count, inside.length - finite.length)
          t.strictSame(
            series.points.map(([step, value]) => [step, value]),
            finite.map(({ step, value }) => [step, value])
          )
        }
      ),
      { numRuns: 60 }
    )
  }
)

t.test('[L6] rollups are the same however a journal is cut into reads', async t => {
  let round = 0
  await fc.assert(fc.asyncProperty(lives, fc.integer({ min: 1, max: 200 }), async (lives, chunk) => {
    const [bit_by_bit, at_once] = [await testHistory(t, `cut-${round}`), await testHistory(t, `whole-${round++}`)]
    await train(bit_by_bit, lives, chunk)
    await train(at_once, lives, 100_000)
    const rollups = async ({ db }: Server): Promise<object[]> =>
      (await db.selectFrom('rollups').selectAll().execute()).map(row => ({ ...row }))
    t.strictSame(await rollups(bit_by_bit), await rollups(at_once))
  }), { numRuns: 25 })
})

t.test('[L4] of a million metrics no peak is lost, in 1000 points and in 10,000', async t => {
  const server = await testHistory(t)
  await server.addJob()
  await server.addAttempt()
  const valueAt = (step: number): number =>
    Math.sin(step / 5000) + ((step * 7919) % 1000) / 1000 + (step === 777_777 ? 100 : step === 123_457 ? -100 : 0)
  await server.feed([status('starting')])
  for (let done = 0; done < 1_000_000; done += 20_000) {
    await server.feed(
      [
        progress(done + 1),
        ...Array.from({ length: 20_000 }, (_, index) =>
          scalarsOf(done + index + 1, { [tag]: valueAt(done + index + 1) })
        ),
        status('running')
      ],
      { chunk: 30_000 }
    )
  }
  const finite = Array.from({ length: 1_000_000 }, (_, index): Point => ({
    step: index + 1, value: valueAt(index + 1)
  }))
  const { current } = await server.metrics.spans(1)
  const spans = current.map(span => ({ ...span, job_number: 1, tag }))
  for (const most of [10, 1000, 10_000]) {
    const drawn = await readSeries(server.metrics, spans, most)
    t.ok(drawn.points.some(({ step }) => step === 777_777) && drawn.points.some(({ step }) => step === 123_457))
    t.ok(drawn.points.length > most / 4)
    checkDrawn(t, drawn, finite, most)
  }
  checkDrawn(
    t,
    await readSeries(server.metrics, clip(spans, 500_001, 545_000) as typeof spans, 1000),
    finite.slice(500_000, 545_000),
    1000
  )
})
