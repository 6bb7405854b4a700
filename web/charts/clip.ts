export interface Clip {
  low: number
  high: number
  /** Points outside of it. */
  clipped: number
}

/** Share of the points at each end that may be cut off. */
const SHARE = 0.02
/** A point is an outlier only if it is this far outside the middle, in units of the middle. */
const FAR = 0.5

/** The range that shows all but the outliers of some series; null if none would be cut off. */
export function clipRange (series: ReadonlyArray<ReadonlyArray<number | null>>): Clip | null {
  const all = series.flatMap(values => values.filter(value => value !== null)).sort((one, other) => one - other)
  if (all.length < 20) return null
  const middle = [quantile(all, SHARE), quantile(all, 1 - SHARE)] as const
  const room = Math.max((middle[1] - middle[0]) * FAR, Number.EPSILON)
  const low = Math.max(all[0]!, middle[0] - room) // not empty: at least 20
  const high = Math.min(all.at(-1)!, middle[1] + room) // the same
  const clipped = all.filter(value => value < low || value > high).length
  return clipped === 0 ? null : { low, high, clipped }
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
