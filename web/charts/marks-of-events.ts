import { duration } from '../ui/format.ts'
import { createJobClock } from './job-clock.ts'
import { markOf } from './mark-words.ts'
import type { Mark, MarkEvent, Moment } from './marks.ts'

/** When steps were trained, ascending by time. */
export interface StepTime {
  step: number
  at: number
}

/** The marks of a job's events, the oldest first; a pause or an end lasts until the job trains again. */
export function marksOf (events: readonly MarkEvent[], times: readonly StepTime[]): Mark[] {
  const marks: Mark[] = []
  const minutesAt = createJobClock()
  let isPaused = false
  let step = 0
  let open: Mark | null = null
  for (const event of events) {
    const minutes = minutesAt(event)
    const own = stepOf(event)
    step = own ?? step
    const { seq, timestamp } = event
    // Times within a run of steps are interpolated: by them, steps would be trained during a pause.
    const near: number = open?.step ?? stepAt(times, Date.parse(timestamp)) ?? step
    const moment = { timestamp, minutes, step: own ?? near }
    const found = markOf(event, isPaused)
    const isBreak = begins(found)
    if (open !== null && (isBreak || goesOn(event))) {
      close(open, moment)
      open = null
    }
    if (found === null) continue
    isPaused = pausedAfter(found, isPaused)
    const mark: Mark = { ...found, ...moment, seq, until: null, isBetween: own === null }
    if (isBreak) open = mark
    marks.push(mark)
  }
  return marks
}

const stepOf = ({ step }: MarkEvent): number | null => typeof step === 'number' ? step : null

/** Whether the training stands from there on. */
const begins = (found: Pick<Mark, 'kind'> | null): boolean => found?.kind === 'pause' || found?.kind === 'end'

const pausedAfter = ({ kind }: Pick<Mark, 'kind'>, before: boolean): boolean =>
  kind === 'pause' || (before && kind !== 'resume' && kind !== 'restart')

/** A trainer that runs still loads at first; it trains as soon as its phase says so. */
const goesOn = ({ type, status, phase }: MarkEvent): boolean =>
  type === 'training_status' && status === 'running' && phase === 'training'

function close (mark: Mark, moment: Moment): void {
  const lasted = duration((Date.parse(moment.timestamp) - Date.parse(mark.timestamp)) / 1000)
  mark.until = moment
  mark.words = mark.kind === 'pause' ? `${mark.words} ${lasted}` : `${mark.words}, trained again after ${lasted}`
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
