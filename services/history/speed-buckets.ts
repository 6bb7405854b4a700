import { SPEED_TAG, TIMED_TAG } from '../../core/contract/metric-buckets.ts'
import { pacedRuns } from '../../core/domain/chart/training-speed.ts'
import { clip } from '../../core/domain/job/attempt-spans.ts'
import type { Bucket, Buckets, XOf } from '../store/bucket-rows.ts'
import type { StepTimes, TimedRun } from '../store/step-times.ts'
import type { SpanOnAxis } from './chart-jobs.ts'
import { DIGITS } from './merge-buckets.ts'
import type { BucketMap } from './merge-buckets.ts'

/** The tags of a job with the speed, where it can be derived and the trainer does not log it. */
export const withSpeed = (tags: readonly string[]): string[] =>
  tags.includes(TIMED_TAG) && !tags.includes(SPEED_TAG) ? [...tags, SPEED_TAG] : [...tags]

/** The steps and the time of the runs that end in one bucket. */
interface Sum { runs: number, steps: number, training_ms: number, min: number, max: number }

/**
 * Steps per second of training in each bucket. A run of steps counts in the bucket of its last one, so that a bucket
 * that was sent never changes when the next run begins. The steps of a job whose times are kept are some 64 apart.
 */
export async function speedBuckets (
  rows: StepTimes, job_number: number, spans: readonly SpanOnAxis[], range: Buckets
): Promise<BucketMap> {
  const sums = new Map<number, Sum>()
  for (const span of spans) {
    const { x } = span
    const from_step = x.source === 'step' ? Math.floor((range.from - x.offset) / x.scale) : 0
    const [part] = clip([span], from_step, Infinity)
    if (part === undefined) continue
    const of = { ...part, job_number, tag: TIMED_TAG }
    const runs = await rows.runs(of)
    if (runs[0] === undefined) continue
    for (const run of pacedRuns(runs, await rows.turns(of, runs[0].first_step))) {
      const at = endOf(run, x)
      if (at >= range.from && at <= range.to) addRun(sums, Math.floor(at / range.width), run)
    }
  }
  return new Map([...sums].map(([bucket, sum]) => [bucket, bucketOf(bucket, sum)]))
}

const endOf = ({ last_step, last_at, last_elapsed_ms }: TimedRun, { source, offset, scale }: XOf): number =>
  offset + scale * { step: last_step, at: last_at, elapsed_ms: last_elapsed_ms }[source]

const perSecond = (steps: number, training_ms: number): number =>
  Number((1000 * steps / training_ms).toPrecision(DIGITS))

function addRun (
  sums: Map<number, Sum>, bucket: number, { steps, training_ms }: Pick<Sum, 'steps' | 'training_ms'>
): void {
  const speed = perSecond(steps, training_ms)
  const sum = sums.get(bucket) ?? { runs: 0, steps: 0, training_ms: 0, min: speed, max: speed }
  sums.set(bucket, {
    runs: sum.runs + 1,
    steps: sum.steps + steps,
    training_ms: sum.training_ms + training_ms,
    min: Math.min(sum.min, speed),
    max: Math.max(sum.max, speed)
  })
}

const bucketOf = (bucket: number, { runs, steps, training_ms, min, max }: Sum): Bucket =>
  ({ bucket, count: runs, sum: runs * perSecond(steps, training_ms), min, max })
