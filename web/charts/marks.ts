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

/** Something that happened, in words, and where on each axis; null: not known there. */
export interface Mark {
  seq: number
  kind: MarkKind
  words: string
  more: string | null
  timestamp: string
  step: number | null
  /** Whether `step` is that of the last step before it. */
  isBetween: boolean
}

/** When steps were trained, ascending by time. */
export interface StepTime {
  step: number
  at: number
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

/** The marks of a job's events, the oldest first. */
export function marksOf (events: readonly MarkEvent[], times: readonly StepTime[]): Mark[] {
  const marks: Mark[] = []
  let isPaused = false
  let step = 0
  for (const event of events) {
    if (typeof event.step === 'number') step = event.step
    const found = markOf(event, isPaused)
    if (found === null) continue
    isPaused = pausedAfter(found, isPaused)
    const own = typeof event.step === 'number' ? event.step : null
    const { seq, timestamp } = event
    marks.push({
      ...found,
      seq,
      timestamp,
      step: own ?? stepAt(times, Date.parse(timestamp)) ?? step,
      isBetween: own === null
    })
  }
  return marks
}

const pausedAfter = ({ kind }: Pick<Mark, 'kind'>, before: boolean): boolean =>
  kind === 'pause' || (before && kind !== 'resume' && kind !== 'restart')

type Found = Pick<Mark, 'kind' | 'words' | 'more'>

function markOf (event: MarkEvent, isPaused: boolean): Found | null {
  const { type, message } = event
  const more = typeof message === 'string' && message !== '' ? message : null
  switch (type) {
    case 'sample_generated':
      return { kind: 'sample', words: 'Sample', more: null }
    case 'backup_created':
      return { kind: 'backup', words: 'Backup', more: null }
    case 'model_saved':
      return { kind: 'save', words: 'Model saved', more: null }
    case 'warning':
      return { kind: 'warning', words: 'Warning', more }
    case 'job_queued':
      return queued(event, more)
    case 'command_result':
      return edited(event, more)
    case 'training_status':
      return turned(event, isPaused, more)
    default:
      return null
  }
}

const queued = ({ cause }: MarkEvent, more: string | null): Found | null =>
  cause === 'created' || cause === 'started'
    ? null
    : { kind: 'restart', words: `Queued again: ${String(cause).replace('_', ' ')}`, more }

const edited = ({ command, status }: MarkEvent, more: string | null): Found | null =>
  status === 'done' && /config|edit|prompt|update/.test(String(command))
    ? { kind: 'edit', words: String(command).replaceAll('_', ' '), more }
    : null

function turned ({ status, error, reason }: MarkEvent, isPaused: boolean, more: string | null): Found | null {
  if (status === 'paused') return isPaused ? null : { kind: 'pause', words: 'Paused', more }
  const why = typeof error === 'string' ? error : String(reason ?? '')
  if (status === 'error') return { kind: 'end', words: 'Failed', more: why }
  if (status === 'stopped') return { kind: 'end', words: 'Stopped', more }
  return status === 'running' && isPaused ? { kind: 'resume', words: 'Resumed', more } : null
}

/** The last step that was trained at a moment, in milliseconds since 1970; null before the first. */
export function stepAt (times: readonly StepTime[], at: number): number | null {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle]?.at ?? Infinity) <= at) low = middle + 1
    else high = middle
  }
  return times[low - 1]?.step ?? null
}

/** Where a mark stands on an axis; null where the axis has no such place. */
export function placeOf ({ step, timestamp }: Mark, x: Axis, steps_per_epoch: number): number | null {
  if (x === 'clock') return Date.parse(timestamp)
  if (x === 'step') return step
  return x === 'epoch' && step !== null && steps_per_epoch > 0 ? step / steps_per_epoch : null
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
