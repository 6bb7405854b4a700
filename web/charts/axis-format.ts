import type { Axis } from '../../core/contract/metric-buckets.ts'
import { clockTime, count, dayAndTime, isToday } from '../ui/format.ts'

/** Names of the axes, as their switch shows them. */
export const axisNames: Readonly<Record<Axis, string>> = {
  step: 'Step', epoch: 'Epoch', minutes: 'Minutes', clock: 'Clock'
}

export const axes = Object.keys(axisNames) as Axis[] // as: the keys are those

const fraction = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 })
const seconds = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' })

/** A place on an axis in words: `step 1,204`, `epoch 3.25`, `12.5 min`, `28 Nov, 03:12`. */
export function placeWords (x: Axis, at: number): string {
  switch (x) {
    case 'step': return `step ${count(Math.round(at))}`
    case 'epoch': return `epoch ${fraction.format(at)}`
    case 'minutes': return `${fraction.format(at)} min`
    case 'clock': return isToday(at, Date.now()) ? seconds.format(at) : dayAndTime(at)
  }
}

/** How much of an axis a chart of one place shows on each side of it. */
export const roomAround: Readonly<Record<Axis, number>> = { step: 1, epoch: 0.5, minutes: 0.5, clock: 30_000 }

/** Distances of marks that are whole numbers. */
export const wholeDistances: readonly number[] =
  Array.from({ length: 13 }, (_, power) => [1, 2, 5].map(factor => factor * 10 ** power)).flat()

/** A mark of an axis. `apart` is the distance to the next one. */
export function tickWords (x: Axis, at: number, apart: number): string {
  if (x !== 'clock') return fraction.format(at)
  if (apart < 60_000) return seconds.format(at)
  return apart < 86_400_000 ? clockTime(at) : dayAndTime(at)
}
