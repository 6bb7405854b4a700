import type { Axis } from '../../core/contract/metric-buckets.ts'
import type { ColourName } from './chart-colours.ts'

export const markKinds = [
  'sample',
  'backup',
  'save',
  'pause',
  'resume',
  'restart',
  'edit',
  'warning',
  'end'
] as const
export type MarkKind = (typeof markKinds)[number]

/** The fields of an event that marks are made of. */
export interface MarkEvent {
  type: string
  seq: number
  timestamp: string
  elapsed_ms?: number | null
  [field: string]: unknown
}

/** A moment, where it is known on each axis. */
export interface Moment {
  timestamp: string
  step: number | null
  /** Minutes that the job had run, over all attempts. */
  minutes: number | null
}

/** Something that happened, in words. */
export interface Mark extends Moment {
  seq: number
  kind: MarkKind
  words: string
  more: string | null
  /** When the training went on after a pause or an end; null: it did not, or the mark is none of these. */
  until: Moment | null
  /** Whether `step` is about that of the last step before it, because the event does not say it. */
  isBetween: boolean
}

export const markColours: Readonly<Record<MarkKind, ColourName>> = {
  sample: 'text-2',
  backup: 'series-3',
  save: 'series-3',
  pause: 'hold',
  resume: 'hold',
  restart: 'accent',
  edit: 'text-2',
  warning: 'warn',
  end: 'bad'
}

/** Where a moment stands on an axis; null where the axis has no such place. */
export function placeOf ({ step, minutes, timestamp }: Moment, x: Axis, steps_per_epoch: number): number | null {
  switch (x) {
    case 'clock': return Date.parse(timestamp)
    case 'step': return step
    case 'minutes': return minutes
    case 'epoch': return step !== null && steps_per_epoch > 0 ? step / steps_per_epoch : null
  }
}

/** Where a mark begins on an axis, and where it ends if it has a length there; null: it has no place. */
export function spanOf (
  mark: Mark, x: Axis, steps_per_epoch: number
): { at: number, until?: number } | null {
  const at = placeOf(mark, x, steps_per_epoch)
  if (at === null) return null
  const until = mark.until === null ? null : placeOf(mark.until, x, steps_per_epoch)
  return until === null || until <= at ? { at } : { at, until }
}

/** Marks that stand as one in a list: samples of one step. */
export function grouped (marks: readonly Mark[]): Array<Mark & { times: number }> {
  const groups: Array<Mark & { times: number }> = []
  for (const mark of marks) {
    const last = groups.at(-1)
    if (last?.kind === 'sample' && mark.kind === 'sample' && last.step === mark.step) last.times += 1
    else groups.push({ ...mark, times: 1 })
  }
  return groups
}
