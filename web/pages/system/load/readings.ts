import type { MachineMoment, SystemStats } from '../../../../core/contract/system.ts'

/** A moment of the machine, and when it was in milliseconds since 1970, by the server's clock. */
export interface Reading {
  at: number
  job_numbers: readonly number[]
  cpu_percent: number | null
  ram_used_gb: number | null
  ram_total_gb: number | null
  gpus: MachineMoment['gpus']
  job_memory: MachineMoment['job_memory']
}

/** The time that a chart shows. */
export interface TimeSpan { from: number, to: number }

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const SPANS = [10 * MINUTE, 20 * MINUTE, 30 * MINUTE, HOUR]

export const ofMoment = (moment: MachineMoment): Reading => ({ ...moment, at: Date.parse(moment.timestamp) })

/** A reading of the stream. It does not say who was at work: `job_numbers` are those known to be. */
export const ofStats = (stats: SystemStats, job_numbers: readonly number[]): Reading => ({
  at: Date.parse(stats.timestamp),
  job_numbers,
  cpu_percent: stats.cpu_percent,
  ram_used_gb: stats.ram_used_gb,
  ram_total_gb: stats.ram_total_gb,
  gpus: stats.gpus,
  job_memory: stats.job_memory
})

/** Readings of the last hour by time: not more than one an interval, and always the newest. */
export function mergeReadings (readings: readonly Reading[], interval_ms: number): readonly Reading[] {
  const sorted = [...readings].sort((one, other) => one.at - other.at)
  const newest = sorted.at(-1)
  if (newest === undefined) return []
  const merged: Reading[] = []
  for (const reading of sorted) {
    if (reading.at < newest.at - HOUR) continue
    const before = merged.at(-1)
    if (before === undefined || reading.at - before.at >= interval_ms * 0.8) merged.push(reading)
  }
  if (merged.at(-1) !== newest) merged.push(newest)
  return merged
}

/** The shortest usual span that holds all readings, so that the first minutes are not a sliver of an hour. */
export function spanOf (readings: readonly Reading[]): TimeSpan | null {
  const [first, last] = [readings[0], readings.at(-1)]
  if (first === undefined || last === undefined) return null
  const length = SPANS.find(span => last.at - first.at <= span) ?? HOUR
  return { from: last.at - length, to: last.at }
}

/** Whether nothing was measured between two moments that follow each other. */
export const isGap = (from: number, to: number, interval_ms: number): boolean => to - from > interval_ms * 2.5

export interface Point { at: number, value: number }

/** The values as runs without a gap: over a time that was not measured no line is drawn. */
export function runsOf (
  readings: readonly Reading[], valueOf: (reading: Reading) => number | null, interval_ms: number
): Point[][] {
  const runs: Point[][] = []
  let run: Point[] = []
  for (const reading of readings) {
    const value = valueOf(reading)
    const before = run.at(-1)
    if (value === null || (before !== undefined && isGap(before.at, reading.at, interval_ms))) {
      if (run.length > 0) runs.push(run)
      run = []
    }
    if (value !== null) run.push({ at: reading.at, value })
  }
  if (run.length > 0) runs.push(run)
  return runs
}

/** The times of a span in which there is no value. */
export function gapsBetween (runs: readonly Point[][], { from, to }: TimeSpan, interval_ms: number): TimeSpan[] {
  const gaps: TimeSpan[] = []
  let end = from
  for (const run of runs) {
    const [first, last] = [run[0], run.at(-1)]
    if (first === undefined || last === undefined) continue
    if (isGap(end, first.at, interval_ms)) gaps.push({ from: end, to: first.at })
    end = last.at
  }
  if (isGap(end, to, interval_ms)) gaps.push({ from: end, to })
  return gaps
}

/** The reading nearest to a moment; null where nothing was measured about then. */
export function nearestReading (readings: readonly Reading[], at: number, interval_ms: number): Reading | null {
  let nearest: Reading | null = null
  for (const reading of readings) {
    if (nearest === null || Math.abs(reading.at - at) < Math.abs(nearest.at - at)) nearest = reading
  }
  return nearest !== null && Math.abs(nearest.at - at) <= interval_ms * 1.25 ? nearest : null
}

/** The reading that a key moves to from a moment; the newest where none is chosen yet. */
export function stepFrom (readings: readonly Reading[], at: number | null, steps: number): number | null {
  const last = readings.length - 1
  if (last < 0) return null
  const here = at === null ? last + 1 : readings.findLastIndex(reading => reading.at <= at)
  const there = at === null && steps > 0 ? last : Math.min(last, Math.max(0, here + steps))
  return readings[there]?.at ?? null
}

/** A round upper end of an axis for values up to `most`. */
export function roundUp (most: number): number {
  if (most <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(most))
  return ([1, 1.5, 2, 3, 4, 5, 8, 10].find(step => step * power >= most) ?? 10) * power
}

export type GpuReading = Reading['gpus'][number]

/** What tells a GPU from another; its readings may have no uuid. */
export const gpuKey = ({ uuid, index }: GpuReading): string => uuid ?? String(index)

/** Every GPU of the hour in order, also one that gives no reading any more. */
export function gpuKeys (readings: readonly Reading[]): string[] {
  const places = new Map<string, number>()
  for (const { gpus } of readings) for (const gpu of gpus) places.set(gpuKey(gpu), gpu.index)
  return [...places].sort(([, one], [, other]) => one - other).map(([key]) => key)
}
