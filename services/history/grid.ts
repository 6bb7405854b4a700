import type { GridQuery, SampleGrid } from '../../core/contract/history.ts'
import type { JournalEventOf } from '../../core/contract/journal.ts'
import type { Sample } from '../../core/contract/samples.ts'
import { counts } from '../../core/domain/job/attempt-spans.ts'
import { textSearch } from '../../core/domain/job/text-search.ts'
import type { SamplesById } from '../samples/samples.ts'
import type { EventRows } from '../store/event-rows.ts'
import type { MetricRows } from '../store/metric-rows.ts'
import type { HistoryJob } from './history-job.ts'

type Drawn = JournalEventOf<'sample_generated'>
type Row = SampleGrid['rows'][number]

export interface GridDeps {
  events: EventRows
  metrics: Pick<MetricRows, 'spans'>
  samplesById: SamplesById
}

/** The newest columns of a job's samples: steps across, prompts down. */
export async function sampleGrid (
  { events, metrics, samplesById }: GridDeps, { job_number }: HistoryJob, query: GridQuery
): Promise<SampleGrid> {
  const { current } = await metrics.spans(job_number)
  const fits = createFilter(query)
  const columns = new Set<number>()
  const rows = new Map<string, { first: Drawn, ids: Map<number, string> }>()
  let earlier: number | null = null
  for await (const row of events.scan({ job_number, types: ['sample_generated'], newest_first: true })) {
    const drawn = row.event() as Drawn // as: the type that was asked for
    if (!fits(drawn) || !counts(current, drawn)) continue
    if (columns.size === query.steps && !columns.has(drawn.step)) {
      earlier = drawn.step // what counts was drawn in the order of its steps: all that is left is older
      break
    }
    columns.add(drawn.step)
    const key = JSON.stringify([drawn.sample_type, drawn.sample_index, drawn.prompt])
    const known = rows.get(key) ?? { first: drawn, ids: new Map<number, string>() }
    if (!known.ids.has(drawn.step)) known.ids.set(drawn.step, drawn.sample_id)
    rows.set(key, known)
  }
  const steps = [...columns].sort((one, other) => one - other)
  const found = [...rows.values()].sort((one, other) => order(one.first, other.first))
  const samples = await samplesById(found.flatMap(({ ids }) => [...ids.values()]))
  return { steps, rows: found.map(row => toRow(row, steps, samples)), earlier }
}

function createFilter ({
  sample_type, search, from_step = 0, to_step = Number.MAX_SAFE_INTEGER
}: GridQuery): (drawn: Drawn) => boolean {
  const found = search === undefined ? () => true : textSearch(search)
  return drawn =>
    (sample_type === undefined || drawn.sample_type === sample_type) &&
    drawn.step >= from_step &&
    drawn.step <= to_step &&
    found(drawn.prompt)
}

/** Those of the config's list first, in its order. */
const order = (one: Drawn, other: Drawn): number =>
  Number(one.sample_type === 'custom') - Number(other.sample_type === 'custom') ||
  one.sample_index - other.sample_index ||
  (one.prompt < other.prompt ? -1 : 1)

function toRow (
  { first, ids }: { first: Drawn, ids: Map<number, string> }, steps: number[], samples: ReadonlyMap<string, Sample>
): Row {
  const { sample_type, sample_index, prompt } = first
  return { sample_type, sample_index, prompt, cells: steps.map(step => samples.get(ids.get(step) ?? '') ?? null) }
}
