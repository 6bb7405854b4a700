import type { Axis } from '../../core/contract/metric-buckets.ts'
import type { MetricRows } from '../store/metric-rows.ts'
import type { SpanOfTag } from '../store/metric-sql.ts'
import { BUCKET_STEPS } from '../store/rollups.ts'
import type { HistoryJob } from './history-job.ts'
import type { SpanOnAxis } from './chart-jobs.ts'

/** The x of the first and of the last metric of a line, and the step of the last one, in its span. */
export interface Ends { first: number, last: number, newest: { span: SpanOfTag & SpanOnAxis, step: number } }

/** What a line may still change by. What is `derived` has the ends of the metrics that it is derived from. */
export interface GrowingLine { job: HistoryJob, derived: boolean, ends: Ends | null }

interface Place { axis: Axis, to: number, width: number }

/**
 * The first bucket that may still change: the one before the newest metric of each training that runs, because metrics
 * of one step do not come at once; that of a speed whose run is not full; and those of times that may still move. Where
 * none runs, the one after all.
 */
export async function nextBucket (
  metrics: Pick<MetricRows, 'end'>, lines: readonly GrowingLine[], { axis, to, width }: Place
): Promise<number> {
  const growing = lines.filter(({ job }) => job.is_training)
  if (growing.length === 0) return Math.floor(to / width) + 1
  const newest = new Map<number, number>()
  const changing: number[] = axis === 'step' || axis === 'epoch' ? [] : await unsettledFrom(metrics, growing)
  for (const { job: { job_number }, derived, ends } of growing) {
    const end = ends?.last ?? 0
    if (derived) changing.push(end)
    newest.set(job_number, Math.max(newest.get(job_number) ?? 0, end))
  }
  return Math.max(0, Math.floor(Math.min(to, ...newest.values(), ...changing) / width) - 1)
}

/**
 * Where the times of lines may still move. Times are interpolated within 64 steps; while these are not all there, each
 * new metric moves those before it.
 */
async function unsettledFrom (
  metrics: Pick<MetricRows, 'end'>, lines: readonly GrowingLine[]
): Promise<number[]> {
  const newest = new Map<number, number>()
  for (const { job: { job_number }, ends } of lines) {
    newest.set(job_number, Math.max(newest.get(job_number) ?? 0, firstStepOf(ends)))
  }
  const found: number[] = []
  for (const { job: { job_number }, ends } of lines) {
    const from_step = firstStepOf(ends)
    // A metric of seldom steps may be in 64 steps that are over.
    if (ends === null || from_step !== newest.get(job_number)) continue
    const { span } = ends.newest
    const first = await metrics.end([{ ...span, from_step: Math.max(span.from_step, from_step) }], 'first')
    if (first !== undefined) found.push(span.x.offset + span.x.scale * first[span.x.source])
  }
  return found
}

/** The first of the 64 steps that the newest metric is in. */
const firstStepOf = (ends: Ends | null): number =>
  ends === null ? 0 : ends.newest.step - ends.newest.step % BUCKET_STEPS
