import type { Alignment, SampleMatrix } from '../../../core/contract/sample-matrix.ts'
import { count } from '../../ui/format.ts'

/** A place where samples are, and which of the jobs have one there. */
export interface Position { at: number, jobs: ReadonlySet<string> }

/** Where a job is: its steps so far, of how many, in epochs of which length. */
export interface JobPlace { step: number, steps_per_epoch: number, total_steps: number, is_over: boolean }

/** Half of the smallest distance between two positions of any alignment. */
const HALF = 0.005

/** The parameter of a query whose first position is this one. */
export const from = (at: number): { after: number } => ({ after: at - HALF })

/** The parameter of a query whose last position is this one or the last before it. */
export const until = (at: number): { before: number } => ({ before: at + HALF })

/** The positions of all pages, ascending, each once. */
export function positionsOf (pages: ReadonlyArray<Pick<SampleMatrix, 'jobs' | 'positions' | 'rows'>>): Position[] {
  const found = new Map<number, Position>()
  for (const { jobs, positions, rows } of pages) {
    for (const [place, at] of positions.entries()) {
      const there = jobs.filter((_, job) => rows.some(({ cells }) => cells[place]?.[job] != null))
      found.set(at, { at, jobs: new Set(there.map(({ job_id }) => job_id)) })
    }
  }
  return [...found.values()].sort((one, other) => one.at - other.at)
}

/** The newest position of those that most jobs share; -1 without any. */
export function newestShared (positions: readonly Position[]): number {
  const most = Math.max(...positions.map(({ jobs }) => jobs.size))
  return positions.findLastIndex(({ jobs }) => jobs.size === most)
}

/** Place in the list of the position that is nearest to an address's. */
export function nearest (positions: readonly Position[], at: number): number {
  let best = -1
  for (const [place, one] of positions.entries()) {
    const before = positions[best]
    if (before === undefined || Math.abs(one.at - at) < Math.abs(before.at - at)) best = place
  }
  return best
}

/** Where a job is now, as positions are counted; null where nothing says how long an epoch or the run is. */
export function placeOf (align: Alignment, { step, steps_per_epoch, total_steps }: JobPlace): number | null {
  switch (align) {
    case 'step': return step
    case 'epoch': return steps_per_epoch > 0 ? Math.round(step / steps_per_epoch * 100) / 100 : null
    case 'share': return total_steps > 0 ? Math.round(step / total_steps * 1000) / 10 : null
  }
}

/** The last place that every job which has begun has come to; null where none has. */
export function reachedByAll (align: Alignment, jobs: readonly JobPlace[]): number | null {
  const places = jobs.filter(({ step }) => step > 0).flatMap(job => placeOf(align, job) ?? [])
  return places.length === 0 ? null : Math.min(...places)
}

/** Why a job has no sample at a place. */
export function whyNone (align: Alignment, at: number, job: JobPlace): string {
  if (job.step === 0) return 'It has not trained yet'
  const place = placeOf(align, job)
  if (place === null || place >= at) return 'Not drawn here'
  return job.is_over ? `It ended before, at step ${count(job.step)}` : 'It has not come this far'
}

/** A place in words. */
export function positionWords (align: Alignment, at: number): string {
  return align === 'step' ? `step ${count(at)}` : align === 'epoch' ? `epoch ${at}` : `${at} % of the run`
}

/** How many jobs have a sample at a place, in words. */
export function sharedWords (place: number, positions: readonly Position[], jobs: number): string {
  const here = positions[place]?.jobs.size ?? 0
  const who = here === jobs ? (jobs === 2 ? 'both have' : `all ${jobs} have`) : `${here} of ${jobs} have`
  if (here === 0) return ''
  return place === newestShared(positions) && here > 1 ? `newest that ${who}` : who
}
