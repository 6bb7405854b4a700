import type { BucketSeries } from '../../core/contract/metric-buckets.ts'
import { keyOf } from './bucket-store.ts'
import { clipRange } from './clip.ts'
import type { Clip } from './clip.ts'
import type { LineStyle } from './line-style.ts'
import { positive } from './plot-lines.ts'
import type { PlotLine } from './plot-lines.ts'
import { debiasedEma } from './smoothing.ts'

/** A series and how it is drawn. */
export interface DrawnSeries {
  series: BucketSeries
  label: string
  style: LineStyle
  /** Whether the switch for smoothing means it; a validation or a learning rate is shown as it is. */
  isSmoothed: boolean
  /** Whether each of its points is drawn. */
  points: boolean
  /** Whether another one is brought to the front. */
  isBehind?: boolean
}

/** The lines of some series: the range of each bucket, the raw mean, and the smoothed one before it. */
export function linesOf (
  drawn: readonly DrawnSeries[],
  { smoothing, log, band }: { smoothing: number, log: boolean, band: boolean }
): PlotLine[] {
  const lines: PlotLine[] = []
  const shown = log ? positive : (values: ReadonlyArray<number | null>) => values
  for (const { series, label, style, isSmoothed, points, isBehind = false } of drawn) {
    const smooth = isSmoothed && smoothing > 0
    const isBroken = series.non_finite_count > 0 && !points
    const base = { ...style, label, alpha: isBehind ? 0.25 : 1, isBroken, isNamed: false }
    const name = (part: string): string => `${keyOf(series)} ${part}`
    if (smooth && band) {
      const edge = { ...base, width: 0, alpha: 0, dash: [] }
      lines.push({ ...edge, key: name('max'), values: shown(series.max), bandTo: lines.length + 1 })
      lines.push({ ...edge, key: name('min'), values: shown(series.min) })
    }
    if (smooth) {
      lines.push({
        ...base,
        key: name('raw'),
        values: shown(series.mean),
        width: 1,
        alpha: isBehind ? 0.08 : 0.35,
        dash: []
      })
    }
    const values = shown(smooth ? debiasedEma(series.mean, smoothing, series.counts) : series.mean)
    lines.push({ ...base, key: name('line'), values, width: 2, points, isNamed: true })
  }
  return lines
}

/** The range without outliers of the part that is shown. */
export const clipOf = (drawn: readonly DrawnSeries[], [begin, end]: readonly [number, number]): Clip | null =>
  clipRange(drawn.map(({ series }) => series.mean.slice(begin, end)))

/** How many values of the part that is shown have no place on a logarithmic axis. */
export const notPositive = (drawn: readonly DrawnSeries[], [begin, end]: readonly [number, number]): number =>
  drawn.reduce((sum, { series }) =>
    sum + series.mean.slice(begin, end).filter(value => value !== null && value <= 0).length, 0)
