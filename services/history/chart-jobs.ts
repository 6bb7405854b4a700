import type { Axis } from '../../core/contract/metric-buckets.ts'
import { namesIn, refuse } from '../../core/domain/query-params.ts'
import type { Span } from '../../core/domain/job/attempt-spans.ts'
import type { BucketRows, XOf } from '../store/bucket-rows.ts'
import type { HistoryJob } from './history-job.ts'

/** The tags that a query names, each once. Errors: invalid_request. */
export function tagsIn (names: readonly string[], known: readonly string[], most: number): string[] {
  const tags = namesIn(names, known)
  if (tags.length === 0 || tags.length > most) {
    throw refuse('tags', `names ${tags.length} tags; it must be 1 to ${most}`)
  }
  return tags
}

/** A span of a job, and what of its metrics is their x. */
export type SpanOnAxis = Span & { x: XOf }

const MINUTE_MS = 60_000

/** Spans of a job on an axis; none, where nothing says how many steps an epoch has. */
export async function spansOnAxis (
  rows: Pick<BucketRows, 'ranFor'>, { job_number, steps_per_epoch }: HistoryJob, spans: readonly Span[], axis: Axis
): Promise<SpanOnAxis[]> {
  switch (axis) {
    case 'step': return spans.map(span => ({ ...span, x: { source: 'step', offset: 0, scale: 1 } }))
    case 'clock': return spans.map(span => ({ ...span, x: { source: 'at', offset: 0, scale: 1 } }))
    case 'epoch': {
      const scale = 1 / steps_per_epoch
      return Number.isFinite(scale) ? spans.map(span => ({ ...span, x: { source: 'step', offset: 0, scale } })) : []
    }
    case 'minutes': {
      const ran = await Promise.all(spans.map(
        async ({ first_seq, last_seq }) => await rows.ranFor(job_number, first_seq, last_seq + 1)
      ))
      const before = (index: number): number => ran.slice(0, index).reduce((sum, one) => sum + one, 0) / MINUTE_MS
      return spans.map((span, index) => ({
        ...span, x: { source: 'elapsed_ms', offset: before(index), scale: 1 / MINUTE_MS }
      }))
    }
  }
}
