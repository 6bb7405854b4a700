/** What is wanted of a metric: against its floor, or as such. */
export type Target =
  | { ratio_at_least: number }
  | { ratio_at_most: number }
  | { over_floor_at_most: number }
  | { at_most: number }

/**
 * One metric and what it stands beside; `floor` is the same thing done with as little as possible, measured in the same
 * run.
 */
export interface Measured {
  bench: string
  metric: string
  value: number
  unit: string
  floor: number | null
  target?: Target
}

/** A line of the output. */
export interface Measurement extends Omit<Measured, 'target'> {
  ratio: number | null
  target: string | null
  met: boolean | null
  node: string
  cpus: string
  at: string
}

/** The metric as it is printed: four significant digits, its ratio to the floor, and whether the target is met. */
export function judge (
  { target, ...measured }: Measured,
  machine: Pick<Measurement, 'node' | 'cpus' | 'at'>
): Measurement {
  const { value, floor } = measured
  const ratio = floor === null || floor === 0 ? null : value / floor
  const verdict = target === undefined ? { target: null, met: null } : compare(target, measured, ratio ?? NaN)
  return {
    ...measured,
    value: short(value),
    floor: floor === null ? null : short(floor),
    ratio: ratio === null ? null : short(ratio),
    ...verdict,
    ...machine
  }
}

function compare (
  target: Target,
  { value, floor, unit }: Omit<Measured, 'target'>,
  ratio: number
): { target: string, met: boolean } {
  if ('ratio_at_least' in target) {
    return { target: `≥ ${target.ratio_at_least} × floor`, met: ratio >= target.ratio_at_least }
  }
  if ('ratio_at_most' in target) {
    return { target: `≤ ${target.ratio_at_most} × floor`, met: ratio <= target.ratio_at_most }
  }
  if ('over_floor_at_most' in target) {
    return {
      target: `≤ floor + ${target.over_floor_at_most} ${unit}`,
      met: value - (floor ?? NaN) <= target.over_floor_at_most
    }
  }
  return { target: `≤ ${target.at_most} ${unit}`, met: value <= target.at_most }
}

const short = (value: number): number => Number(value.toPrecision(4))

/** The middle one; of an even number, the mean of the two in the middle. Throws when there is none. */
export function median (values: readonly number[]): number {
  if (values.length === 0) throw new Error('There is no median of nothing')
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2 // half lies in the list
}
