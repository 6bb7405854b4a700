import t from 'tap'
import {
  gapsBetween, mergeReadings, nearestReading, roundUp, runsOf, spanOf, stepFrom
} from '../../../../../web/pages/system/load/readings.ts'
import type { Reading } from '../../../../../web/pages/system/load/readings.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const INTERVAL = 10 * SECOND

const reading = (at: number, cpu_percent: number | null = 50): Reading =>
  ({ at, job_numbers: [], cpu_percent, ram_used_gb: null, ram_total_gb: null, gpus: [], job_memory: [] })
const every = (seconds: number, from: number, to: number): Reading[] => {
  const readings: Reading[] = []
  for (let at = from; at <= to; at += seconds * SECOND) readings.push(reading(at))
  return readings
}
const cpu = ({ cpu_percent }: Reading) => cpu_percent
const times = (readings: readonly Reading[]) => readings.map(({ at }) => at / SECOND)

t.test('readings of the stream go on where those of the server end, one an interval and the newest', async t => {
  const merged = mergeReadings([...every(10, 0, 30 * SECOND), ...every(2, 28 * SECOND, 46 * SECOND)], INTERVAL)
  t.same(times(merged), [0, 10, 20, 28, 36, 44, 46])
})

t.test('an hour is kept, counted from the newest reading', async t => {
  const merged = mergeReadings(every(10, 0, 90 * MINUTE), INTERVAL)
  t.equal(merged[0]?.at, 30 * MINUTE)
  t.equal(merged.at(-1)?.at, 90 * MINUTE)
  t.same(mergeReadings([], INTERVAL), [])
})

t.test('readings that are given twice, or out of order, stand once and in order', async t => {
  const once = every(10, 0, MINUTE)
  t.same(mergeReadings([...once].reverse().concat(once), INTERVAL), once)
})

t.test('the span is the shortest usual one that holds all readings', async t => {
  t.equal(spanOf([]), null)
  t.same(spanOf([reading(MINUTE)]), { from: -9 * MINUTE, to: MINUTE })
  t.same(spanOf(every(10, 0, 11 * MINUTE)), { from: -9 * MINUTE, to: 11 * MINUTE })
  t.same(spanOf(every(10, 0, 59 * MINUTE)), { from: -MINUTE, to: 59 * MINUTE })
})

t.test('no line is drawn over a time that was not measured, nor over a value that is not known', async t => {
  const readings = [
    ...every(10, 0, 20 * SECOND), ...every(10, MINUTE, 70 * SECOND), reading(80 * SECOND, null), reading(90 * SECOND)
  ]
  const runs = runsOf(readings, cpu, INTERVAL)
  t.same(runs.map(run => run.map(({ at }) => at / SECOND)), [[0, 10, 20], [60, 70], [90]])
  t.same(gapsBetween(runs, { from: -MINUTE, to: 90 * SECOND }, INTERVAL), [
    { from: -MINUTE, to: 0 }, { from: 20 * SECOND, to: MINUTE }
  ])
  t.same(gapsBetween([], { from: 0, to: MINUTE }, INTERVAL), [{ from: 0, to: MINUTE }], 'nothing was measured at all')
})

t.test('a reading that comes late by an interval is no gap', async t => {
  t.equal(runsOf([reading(0), reading(24 * SECOND)], cpu, INTERVAL).length, 1)
})

t.test('under the cursor is the nearest reading, and none where nothing was measured', async t => {
  const readings = [...every(10, 0, 20 * SECOND), reading(MINUTE)]
  t.equal(nearestReading(readings, 14 * SECOND, INTERVAL)?.at, 10 * SECOND)
  t.equal(nearestReading(readings, 40 * SECOND, INTERVAL), null)
  t.equal(nearestReading([], 0, INTERVAL), null)
})

t.test('keys step from reading to reading and stop at the ends', async t => {
  const readings = every(10, 0, 30 * SECOND)
  t.equal(stepFrom(readings, null, -1), 30 * SECOND, 'the first step chooses the newest')
  t.equal(stepFrom(readings, null, 1), 30 * SECOND)
  t.equal(stepFrom(readings, 30 * SECOND, -1), 20 * SECOND)
  t.equal(stepFrom(readings, 13 * SECOND, 1), 20 * SECOND, 'from between two readings')
  t.equal(stepFrom(readings, 20 * SECOND, 6), 30 * SECOND)
  t.equal(stepFrom(readings, 20 * SECOND, -1e6), 0)
  t.equal(stepFrom([], null, 1), null)
})

t.test('an axis ends at a round value that is not below the greatest', async t => {
  t.same([0, 7, 32.4, 100, 396, 450].map(roundUp), [1, 8, 40, 100, 400, 500])
})
