import type { components } from '../api/schema.d.ts'

export type Sample = components['schemas']['Sample']
type Matrix = components['schemas']['SampleMatrix']

export interface Column {
  key: string
  prompt: string
  seed: number | null
  is_custom: boolean
}
export interface Row {
  step: number
  cells: Array<Sample | null>
}
/** The samples of one job: a row a step, the newest first; a column a prompt. */
export interface Grid {
  columns: Column[]
  rows: Row[]
}

/** Joins the pages of a matrix of one job, of which each has earlier steps than the one before. */
export function gridOf (pages: readonly Matrix[]): Grid {
  const columns: Column[] = []
  const places = new Map<string, number>()
  for (const row of pages.flatMap(({ rows }) => rows)) {
    const key = `${row.sample_type} ${row.seed} ${row.prompt}`
    if (places.has(key)) continue
    places.set(key, columns.length)
    columns.push({ key, prompt: row.prompt, seed: row.seed, is_custom: row.sample_type === 'custom' })
  }
  const rows = pages.flatMap(({ positions, rows }) =>
    positions
      .map((step, at) => {
        const cells = new Array<Sample | null>(columns.length).fill(null)
        for (const row of rows) {
          cells[places.get(`${row.sample_type} ${row.seed} ${row.prompt}`) ?? 0] = row.cells[at]?.[0] ?? null
        }
        return { step, cells }
      })
      .reverse()
  )
  return { columns, rows }
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
