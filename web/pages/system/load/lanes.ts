import { isGap } from './readings.ts'
import type { Reading } from './readings.ts'

/** The time in which the trainer of a job was at work, and the row it is drawn in. */
export interface Lane { job_number: number, from: number, to: number, row: number }

/** When each job was at work. Jobs of the same time stand in rows of their own. */
export function lanesOf (readings: readonly Reading[], interval_ms: number): Lane[] {
  const lanes: Lane[] = []
  const open = new Map<number, Lane>()
  for (const { at, job_numbers } of readings) {
    for (const [job_number, lane] of open) {
      if (!job_numbers.includes(job_number) || isGap(lane.to, at, interval_ms)) open.delete(job_number)
    }
    for (const job_number of job_numbers) {
      const lane = open.get(job_number) ?? { job_number, from: at, to: at, row: freeRow([...open.values()]) }
      if (!open.has(job_number)) lanes.push(lane)
      lane.to = at
      open.set(job_number, lane)
    }
  }
  return lanes
}

function freeRow (open: readonly Lane[]): number {
  let row = 0
  while (open.some(lane => lane.row === row)) row++
  return row
}

export type MarkKind = 'sample' | 'backup' | 'model' | 'end'

/** Something that a job did at a moment. */
export interface Mark { kind: MarkKind, job_number: number, at: number }

/** One mark for what a job did many times within a moment, for instance the samples of one round. */
export function gatherMarks (marks: readonly Mark[], within_ms: number): Mark[] {
  const gathered: Mark[] = []
  const newest = new Map<string, number>()
  for (const mark of [...marks].sort((one, other) => one.at - other.at)) {
    const key = `${mark.job_number} ${mark.kind}`
    const before = newest.get(key)
    if (before !== undefined && mark.at - before <= within_ms) continue
    newest.set(key, mark.at)
    gathered.push(mark)
  }
  return gathered
}
