import type { components } from '../api/schema.d.ts'

export type Sample = components['schemas']['Sample']
type Matrix = components['schemas']['SampleMatrix']

export interface Column {
  key: string
  prompt: string
  seed: number | null
  is_custom: boolean
}
/** A sample that could not be drawn. */
export interface Failure { step: number, prompt: string, seed: number, is_custom: boolean, error: string }

export interface Row {
  step: number
  cells: Array<Sample | null>
  /** What could not be drawn, in place of what is not there; none where it is missing. */
  failures?: Array<Failure | null>
}
/** The samples of one job: a row a step, the newest first; a column a prompt. */
export interface Grid {
  columns: Column[]
  rows: Row[]
}

/** Joins the pages of a matrix of one job, in whichever order they came; of a step that stands in two, the first. */
export function gridOf (pages: readonly Matrix[]): Grid {
  const keyed = pages.map(({ positions, rows }) => ({ positions, prompts: withKeys(rows) }))
  const columns = [...new Map(keyed.flatMap(({ prompts }) => prompts.map(row => [row.key, row] as const))).values()]
  const rows = new Map<number, Row>()
  for (const { positions, prompts } of keyed) {
    const ofColumns = columns.map(({ key }) => prompts.find(row => row.key === key))
    for (const [at, step] of positions.entries()) {
      if (!rows.has(step)) rows.set(step, { step, cells: ofColumns.map(row => row?.cells[at]?.[0] ?? null) })
    }
  }
  return {
    columns: columns.map(({ key, prompt, seed, sample_type }) =>
      ({ key, prompt, seed, is_custom: sample_type === 'custom' })),
    rows: [...rows.values()].sort((one, other) => other.step - one.step)
  }
}

/** The prompts of a page, each with its key. The same prompt and seed may stand there again, in another size. */
function withKeys (prompts: Matrix['rows']) {
  const times = new Map<string, number>()
  return prompts.map(row => {
    const name = `${row.sample_type} ${row.seed} ${row.prompt}`
    const nth = (times.get(name) ?? 0) + 1
    times.set(name, nth)
    return { ...row, key: `${nth} ${name}` }
  })
}

export interface Place {
  row: number
  column: number
}

/** Where a sample stands; null when it is not in the grid. */
export function placeOfSample ({ rows }: Grid, sample_id: string): Place | null {
  for (const [row, { cells }] of rows.entries()) {
    const column = cells.findIndex(cell => cell?.sample_id === sample_id)
    if (column !== -1) return { row, column }
  }
  return null
}

/** The next sample in a direction, over empty places; null at the edge. */
export function neighbour (
  grid: Grid,
  from: Place,
  { rows = 0, columns = 0 }: { rows?: number, columns?: number }
): Sample | null {
  let [row, column] = [from.row + rows, from.column + columns]
  while (row >= 0 && row < grid.rows.length && column >= 0 && column < grid.columns.length) {
    const found = grid.rows[row]?.cells[column]
    if (found != null) return found
    row += rows
    column += columns
  }
  return null
}

/** What a sample is compared with: the sample of its prompt at that step, or else at the nearest one. */
export function otherOf (grid: Grid, sample: Sample, step: number): Sample | null {
  const place = placeOfSample(grid, sample.sample_id)
  if (place === null) return null
  const others = stepsOf(grid, place.column).filter(({ sample_id }) => sample_id !== sample.sample_id)
  return others.sort((one, other) => distance(one, step) - distance(other, step))[0] ?? null
}

const distance = (sample: Sample, step: number): number => Math.abs(sample.step - step)

/** The samples of a prompt, the newest first. */
export const stepsOf = ({ rows }: Grid, column: number): Sample[] => rows.flatMap(({ cells }) => cells[column] ?? [])

/** Only the steps with a star, and of them only the samples that have one. */
export const starredOnly = ({ columns, rows }: Grid): Grid => ({
  columns,
  rows: rows
    .map(({ step, cells }) => ({ step, cells: cells.map(cell => cell?.starred === true ? cell : null) }))
    .filter(({ cells }) => cells.some(cell => cell !== null))
})
