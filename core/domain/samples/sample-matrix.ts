import type { Alignment, MatrixQuery } from '../../contract/sample-matrix.ts'
import type { Sample } from '../../contract/samples.ts'
import { textSearch } from '../job/text-search.ts'

/** What the place of a sample depends on. */
export type PlacedSample = Pick<Sample, 'sample_id' | 'sample_type' | 'sample_index' | 'step' | 'prompt' | 'seed'>
/** A job and its samples that count, oldest first. */
export interface SampledJob { steps_per_epoch: number, total_steps: number, samples: readonly PlacedSample[] }

/** A row: the ids of its samples by position and job. */
export interface PlacedRow extends Pick<Sample, 'sample_type' | 'prompt'> {
  seed: number | null
  cells: Array<Array<string | null>>
}
export interface PlacedMatrix {
  positions: number[]
  rows: PlacedRow[]
  total_rows: number
  earlier: number | null
  later: number | null
}

/** Arranges samples of several jobs: rows of one prompt and seed, at the positions that the query asks for. */
export function arrangeSamples (jobs: readonly SampledJob[], query: MatrixQuery): PlacedMatrix {
  const placed = jobs.map(job => rowsOfJob(job, query))
  const all = placed.flatMap(rows => rows.flatMap(({ ids }) => [...ids.keys()]))
  const { positions, earlier, later } = choosePositions(all, query)
  const keys = [...new Map(placed.flat().sort(byOrder).map(row => [row.key, row])).values()]
  const rows = keys.slice(query.first_row, query.first_row + query.rows).map(({ key, sample_type, prompt, seed }) => {
    const ofJobs = placed.map(rows => rows.find(row => row.key === key))
    return {
      sample_type, prompt, seed,
      cells: positions.map(position => ofJobs.map(row => row?.ids.get(position) ?? null))
    }
  })
  return { positions, rows, total_rows: keys.length, earlier, later }
}

/** The samples of one prompt in one job; `ids` by position. */
interface JobRow extends Pick<Sample, 'sample_type' | 'sample_index' | 'prompt'> {
  key: string
  seed: number | null
  ids: Map<number, string>
}

function rowsOfJob (job: SampledJob, { align, sample_type, search }: MatrixQuery): JobRow[] {
  const matches = search === undefined ? () => true : textSearch(search)
  const groups = new Map<string, PlacedSample[]>()
  for (const sample of job.samples) {
    if (![sample.sample_type, undefined].includes(sample_type) || !matches(sample.prompt)) continue
    const name = JSON.stringify([sample.sample_type, sample.sample_index, sample.prompt])
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [sample])
    else group.push(sample)
  }
  const known = new Map<string, number>()
  return [...groups.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return []
    const { sample_type, sample_index, prompt } = first
    const seed = more.every(other => other.seed === first.seed) ? first.seed : null
    const name = JSON.stringify([sample_type, prompt, seed])
    const nth = known.get(name) ?? 0 // a config may have one sample several times, in other sizes
    known.set(name, nth + 1)
    const ids = new Map([first, ...more].flatMap(sample => {
      const position = positionOf(align, job, sample.step)
      return Number.isFinite(position) ? [[position, sample.sample_id]] : []
    }))
    return [{ key: `${name} ${nth}`, sample_type, sample_index, prompt, seed, ids }]
  })
}

/** Not finite where nothing says how long an epoch or the training is. */
function positionOf (align: Alignment, { steps_per_epoch, total_steps }: SampledJob, step: number): number {
  switch (align) {
    case 'step': return step
    case 'epoch': return Math.round(step / steps_per_epoch * 100) / 100
    case 'share': return Math.round(step / total_steps * 1000) / 10
  }
}

/** Those of the configs first, in their order. */
const byOrder = (one: JobRow, other: JobRow): number =>
  Number(one.sample_type === 'custom') - Number(other.sample_type === 'custom') ||
  one.sample_index - other.sample_index ||
  (one.key < other.key ? -1 : Number(one.key > other.key))

function choosePositions (
  all: readonly number[], { before, after, positions: most }: MatrixQuery
): Pick<PlacedMatrix, 'positions' | 'earlier' | 'later'> {
  const sorted = [...new Set(all)].sort((one, other) => one - other)
  const positions = after === undefined
    ? sorted.filter(one => before === undefined || one < before).slice(-most)
    : sorted.filter(one => one > after).slice(0, most)
  const [first, last] = [positions[0], positions.at(-1)]
  return {
    positions,
    earlier: first === undefined || first === sorted[0] ? null : first,
    later: last === undefined || last === sorted.at(-1) ? null : last
  }
}
