import type { Point, TimeSpan } from './readings.ts'

/** The box that the paths are drawn in. */
export const WIDTH = 600
export const HEIGHT = 100

/** The ends of the axis of values. */
export interface Scale { min: number, max: number }

/** How far a moment is along the axis of time, 0 to 1. */
export const share = (at: number, { from, to }: TimeSpan): number => Math.min(1, Math.max(0, (at - from) / (to - from)))

const level = (value: number, { min, max }: Scale): number =>
  HEIGHT - Math.min(1, Math.max(0, (value - min) / (max - min))) * HEIGHT

const place = ({ at, value }: Point, span: TimeSpan, scale: Scale): string =>
  `${(share(at, span) * WIDTH).toFixed(1)} ${level(value, scale).toFixed(1)}`

/** The line of each run; a run of one reading is a dot. */
export function linePath (runs: readonly Point[][], span: TimeSpan, scale: Scale): string {
  return runs.map(run => {
    const line = run.map(point => place(point, span, scale)).join('L')
    return run.length === 1 ? `M${line}m-1.5 0h3` : `M${line}`
  }).join('')
}

/** The area under each run. */
export function areaPath (runs: readonly Point[][], span: TimeSpan, scale: Scale): string {
  return runs.map(run => {
    const [first, last] = [run[0], run.at(-1)]
    if (first === undefined || last === undefined) return ''
    const [left, right] = [share(first.at, span) * WIDTH, share(last.at, span) * WIDTH]
    const line = run.map(point => place(point, span, scale)).join('L')
    return `M${left.toFixed(1)} ${HEIGHT}L${line}L${right.toFixed(1)} ${HEIGHT}Z`
  }).join('')
}
