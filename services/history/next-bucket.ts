import { TIMED_TAG } from '../../core/contract/metric-buckets.ts'
import type { Axis } from '../../core/contract/metric-buckets.ts'
import type { MetricRows } from '../store/metric-rows.ts'
import { BUCKET_STEPS } from '../store/rollups.ts'
import type { HistoryJob } from './history-job.ts'
import type { SpanOnAxis } from './chart-jobs.ts'

/** A line of a chart, as far as it may still change at its end. */
interface GrowingLine {
  job: HistoryJob
  tag: string
  derived: boolean
  spans: readonly SpanOnAxis[]
  ends: [first: number, last: number] | null
}
interface Place { axis: Axis, to: number, width: number }
type Ends = Pick<MetricRows, 'end'>

/**
 * The first bucket that may still change: the one before the newest metric of each training that runs, because metrics
 * of one step do not come at once; that of a speed whose run is not full; and those of times that may still move. Where
 * none runs, the one after all.
 */
export async function nextBucket (
  metrics: Ends, lines: readonly GrowingLine[], { axis, to, width }: Place
): Promise<number> {
  const growing = lines.filter(({ job }) => job.is_training)
  if (growing.length === 0) return Math.floor(to / width) + 1
  const newest = new Map<number, number>()
  const changing: number[] = axis === 'step' || axis === 'epoch' ? [] : await unsettledFrom(metrics, growing)
  for (const { job: { job_number }, derived, ends } of growing) {
    const end = ends?.[1] ?? 0
    if (derived) changing.push(end)
    newest.set(job_number, Math.max(newest.get(job_number) ?? 0, end))
  }
  return Math.max(0, Math.floor(Math.min(to, ...newest.values(), ...changing) / width) - 1)
}

/**
 * Where the times of lines may still move. Times are interpolated within 64 steps; while these are not all there, each
 * new metric moves those before it.
 */
async function unsettledFrom (metrics: Ends, lines: readonly GrowingLine[]): Promise<number[]> {
  const begun = new Map<number, number>()
  const open: Array<{ job_number: number, first_step: number, x: number }> = []
  for (const { job: { job_number }, tag, derived, spans } of lines) {
    const span = spans.at(-1)
    if (span === undefined) continue
    const ofTag = { ...span, job_number, tag: derived ? TIMED_TAG : tag }
    const last = await metrics.end([ofTag], 'last')
    if (last === undefined) continue
    const first_step = last.step - last.step % BUCKET_STEPS
    const first = await metrics.end([{ ...ofTag, from_step: Math.max(span.from_step, first_step) }], 'first')
    if (first === undefined) continue
    open.push({ job_number, first_step, x: span.x.offset + span.x.scale * first[span.x.source] })
    begun.set(job_number, Math.max(begun.get(job_number) ?? 0, first_step))
  }
  // A metric of seldom steps may be in 64 steps that are over.
  return open.filter(({ job_number, first_step }) => first_step === begun.get(job_number)).map(({ x }) => x)
}
