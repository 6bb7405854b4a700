import { clip } from '../../core/domain/job/attempt-spans.ts'
import type { Bucket, BucketRows, Buckets, XOf, XRange } from '../store/bucket-rows.ts'
import type { SpanOfTag } from '../store/metric-sql.ts'
import { BUCKET_STEPS } from '../store/rollups.ts'
import { parts } from './series.ts'

/**
 * The buckets of a span in a range of x: from its rollups where a bucket has the steps of one or more, else metric by
 * metric.
 */
export async function readBuckets (
  rows: BucketRows, span: SpanOfTag, x: XOf, buckets: Buckets
): Promise<Bucket[]> {
  const steps = x.source === 'step' ? stepsOf(x, buckets) : await rows.steps(span, x, buckets)
  const [clipped] = steps === null ? [] : clip([span], steps.from_step, steps.to_step)
  if (clipped === undefined) return []
  if (stepsPerBucket(clipped, x, buckets) < BUCKET_STEPS) return await rows.read(clipped, x, buckets)
  const { rolled, edges } = parts(clipped)
  const found = rolled === null ? [] : await rows.readRolled(rolled, x, buckets)
  for (const edge of edges) found.push(...await rows.read(edge, x, buckets))
  return found
}

/** Steps in a range of x that is counted in steps. */
function stepsOf ({ offset, scale }: XOf, { from, to }: XRange): { from_step: number, to_step: number } {
  return { from_step: Math.ceil((from - offset) / scale), to_step: Math.floor((to - offset) / scale) }
}

function stepsPerBucket (
  { from_step, to_step }: SpanOfTag, { source, scale }: XOf, { from, to, width }: Buckets
): number {
  if (source === 'step') return width / scale
  return (to_step - from_step + 1) / ((to - from) / width + 1)
}
