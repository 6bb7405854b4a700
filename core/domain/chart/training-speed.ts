import { isSideWork } from '../job/pace.ts'
import type { TrainingState } from '../../contract/training.ts'

/** Steps of one attempt that were done one after the other; times are those that the attempt had run. */
export interface StepRun { first_step: number, last_step: number, first_elapsed_ms: number, last_elapsed_ms: number }
/** What an attempt did from a moment of its own clock on. */
export interface Turn extends Pick<TrainingState, 'status' | 'phase'> { elapsed_ms: number }
/** A run with its steps since the run before it, and the milliseconds of training that they took. */
export type PacedRun<R extends StepRun> = R & { steps: number, training_ms: number }

/** A part of an attempt's clock, in milliseconds. */
interface Break { from: number, to: number }

/**
 * How long the steps of each run took, without what is no training: pauses, samples, validations, backups. `runs` and
 * `turns` are of one attempt, in order. The first step of all is not counted, because its begin is not known. A run
 * without a second step, or without time, is left out.
 */
export function pacedRuns<R extends StepRun> (runs: readonly R[], turns: readonly Turn[]): Array<PacedRun<R>> {
  const breaks = breaksOf(turns)
  const paced: Array<PacedRun<R>> = []
  let begin: { step: number, elapsed_ms: number } | null = null
  let next = 0
  for (const run of runs) {
    begin ??= { step: run.first_step, elapsed_ms: run.first_elapsed_ms }
    const [from, to] = [begin.elapsed_ms, run.last_elapsed_ms]
    while ((breaks[next]?.to ?? Infinity) <= from) next++
    const training_ms = to - from - timeIn(breaks, next, { from, to })
    const steps = run.last_step - begin.step
    if (steps > 0 && training_ms > 0) paced.push({ ...run, steps, training_ms })
    begin = { step: run.last_step, elapsed_ms: run.last_elapsed_ms }
  }
  return paced
}

/** When the attempt did not train; the last one may be open. */
function breaksOf (turns: readonly Turn[]): Break[] {
  const breaks: Break[] = []
  let from: number | null = null
  for (const { status, phase, elapsed_ms } of turns) {
    const isBreak = status === 'paused' || isSideWork(phase)
    if (isBreak) from ??= elapsed_ms
    if (isBreak || from === null) continue
    breaks.push({ from, to: elapsed_ms })
    from = null
  }
  return from === null ? breaks : [...breaks, { from, to: Infinity }]
}

/** How much of a stretch the breaks have, from one of them on. */
function timeIn (breaks: readonly Break[], first: number, stretch: Break): number {
  let sum = 0
  for (let at = first; at < breaks.length; at++) {
    const { from, to } = breaks[at]! // in range: as the loop says
    if (from >= stretch.to) break
    sum += Math.max(0, Math.min(to, stretch.to) - Math.max(from, stretch.from))
  }
  return sum
}
