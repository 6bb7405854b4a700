import uPlot from 'uplot'
import type { Axis } from '../../core/contract/metric-buckets.ts'
import { significant } from '../ui/format.ts'
import { tickWords, wholeDistances } from './axis-format.ts'
import type { Colours } from './chart-colours.ts'
import { faded } from './faded.ts'
import { lineGaps } from './line-gaps.ts'
import type { PlotLine, PlotMark } from './plot-lines.ts'

export interface PlotLook {
  x: Axis
  lines: readonly PlotLine[]
  log: boolean
  /** What the y axis shows; null: all of it. */
  clip: { low: number, high: number } | null
  marks: readonly PlotMark[]
  /** Name of the charts that share a cursor. */
  sync: string
}

const FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'
const GUTTER = 52

/** The options of uPlot for a look. */
export function plotOptions (
  look: PlotLook,
  size: { width: number, height: number },
  colours: Colours
): uPlot.Options {
  const { x, lines, log, sync } = look
  return {
    ...size,
    legend: { show: false },
    cursor: {
      points: { one: lines.length > 12, size: 7 },
      drag: { x: true, y: false, setScale: false },
      focus: { prox: 24 },
      bind: { dblclick: () => () => null },
      sync: { key: sync, scales: ['x', null], setSeries: false }
    },
    focus: { alpha: 1 },
    scales: {
      x: { time: x === 'clock' },
      y: { distr: log ? 3 : 1, range: (_plot, low, high) => rangeOf(look, low, high) }
    },
    axes: [
      {
        ...axisLook(colours),
        size: 28,
        space: 80,
        ...(x === 'step' ? { incrs: [...wholeDistances] } : {}),
        values: (_plot, at) => at.map(tick => tickWords(x, tick, apartOf(at)))
      },
      {
        ...axisLook(colours),
        size: GUTTER,
        space: 36,
        values: (_plot, at) => at.map(tick => (tick === null ? '' : valueWords(tick)))
      }
    ],
    series: [{}, ...lines.map(line => seriesOf(line, look, colours))],
    bands: lines.flatMap(({ bandTo, colour }, at) =>
      bandTo === undefined
        ? []
        : [{ series: [at + 1, bandTo + 1] as [number, number], fill: faded(colours[colour], 0.14) }]
    ),
    ms: 1
  }
}

/** Snaps a logarithmic range to whole decades where the ticks can stand; without it their loop does not end. */
function rangeOf ({ log, clip }: PlotLook, low: number | null, high: number | null): uPlot.Range.MinMax {
  if (low === null || high === null) return log ? [0.1, 1] : [0, 1]
  const inside = clip === null ? [low, high] as const : [Math.max(low, clip.low), Math.min(high, clip.high)] as const
  const [from, to] = inside[0] <= inside[1] ? inside : [low, high] // all that is shown may be outliers
  if (log) return uPlot.rangeLog(Math.max(from, Number.MIN_VALUE), Math.max(to, Number.MIN_VALUE), 10, false)
  if (from === to) return [from - Math.abs(from || 1) * 0.1, to + Math.abs(to || 1) * 0.1]
  const room = (to - from) * 0.06
  return [from >= 0 ? Math.max(0, from - room) : from - room, to + room]
}

const axisLook = (colours: Colours): Partial<uPlot.Axis> => ({
  stroke: colours['text-2'],
  font: FONT,
  grid: { stroke: colours.line, width: 1 },
  ticks: { show: false },
  gap: 6
})

/** A missing value is no gap, and a pause is one; a value between two gaps is a point. */
const seriesOf = (
  { colour, dash, width, alpha, points }: PlotLine, look: PlotLook, colours: Colours
): uPlot.Series => ({
  stroke: faded(colours[colour], alpha),
  width,
  dash: [...dash],
  spanGaps: points === true,
  gaps: (plot, at) => gapsAt(plot, at, look).gaps.map(ends =>
    ends.map(end => plot.valToPos(end, 'x', true)) as [number, number]), // as: one for each end
  points:
    points === true
      ? { show: true, size: 7, stroke: colours[colour], fill: colours.surface }
      : {
          show: false,
          size: 6,
          fill: faded(colours[colour], alpha),
          filter: (plot, at) => gapsAt(plot, at, look).lonely
        }
})

const gapsAt = (plot: uPlot, at: number, { marks, lines }: PlotLook) =>
  lineGaps(plot.data[0], plot.data[at] ?? [], marks, lines[at - 1]?.isBroken)

const apartOf = (ticks: readonly number[]): number => (ticks[1] ?? 0) - (ticks[0] ?? 0)
const valueWords = (value: number): string =>
  value !== 0 && Math.abs(value) < 1e-3
    ? value.toExponential()
    : String(Number(significant(value, 6).replaceAll(',', '')) || value)
