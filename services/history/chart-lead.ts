import type { BucketRows } from '../store/bucket-rows.ts'
import type { SpanOfTag } from '../store/metric-sql.ts'
import type { SpanOnAxis } from './chart-jobs.ts'
import type { HistoryJob } from './history-job.ts'

interface LeadLine { job: HistoryJob, tag: string, spans: SpanOnAxis[] }

/** The x that is so many steps before `from` on each of some lines: the first of them, `from` at most. */
export async function leadOf (
  rows: Pick<BucketRows, 'steps' | 'begin'>, lines: readonly LeadLine[], from: number, lead: number
): Promise<number> {
  if (lead === 0) return from
  let begin = from
  for (const line of lines) begin = Math.min(begin, await leadOfLine(rows, line, from, lead) ?? from)
  return Math.max(0, begin)
}

async function leadOfLine (
  rows: Pick<BucketRows, 'steps' | 'begin'>, { job: { job_number }, tag, spans }: LeadLine, from: number, lead: number
): Promise<number | null> {
  const x = spans[0]?.x
  if (x?.source === 'step') return from - lead * x.scale
  const before = await Promise.all(spans.map(async ({ x, ...span }) =>
    await rows.steps({ ...span, job_number, tag }, x, { from: 0, to: from })))
  const last = Math.max(...before.map(steps => steps?.to_step ?? 0))
  const from_step = Math.max(0, last - lead)
  const begins = await Promise.all(spans.map(async ({ x, ...span }) => {
    const part: SpanOfTag = { ...span, from_step: Math.max(span.from_step, from_step), job_number, tag }
    return part.from_step > part.to_step ? null : await rows.begin(part, x)
  }))
  return begins.filter(at => at !== null).sort((one, other) => one - other)[0] ?? null
}
