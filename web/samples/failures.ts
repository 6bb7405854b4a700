import type { components } from '../api/schema.d.ts'
import type { Column, Failure, Grid, Row } from './grid.ts'

type Warning = components['schemas']['KeptEvent']

/** The failures among a job's warnings. */
export const failuresIn = (warnings: readonly Warning[]): Failure[] => warnings.flatMap(warning => {
  const { code, details } = warning as Record<string, unknown> // as: /asyncapi.json describes its fields
  if (code !== 'sample_failed' || typeof details !== 'object' || details === null) return []
  const { step, prompt, seed, sample_type, error } = details as Record<string, unknown> // as: of a warning, by name
  if (typeof step !== 'number' || typeof prompt !== 'string' || typeof seed !== 'number') return []
  return [{ step, prompt, seed, is_custom: sample_type === 'custom', error: String(error) }]
})

/** From and to which step a grid is loaded. */
export interface Reach { from: number, to: number }

/** What is loaded of a matrix that is read from its newest step back, or from its first one on. */
export function reachOf ({ rows }: Grid, newest_first: boolean, isWhole: boolean): Reach {
  if (isWhole) return { from: 0, to: Infinity }
  return newest_first ? { from: rows.at(-1)?.step ?? Infinity, to: Infinity } : { from: 0, to: rows[0]?.step ?? -1 }
}

/**
 * The grid with the failures in their places: of a step and prompt that no sample stands for. A prompt of which no
 * sample was drawn has a column of its own, whatever its seeds.
 */
export function withFailures (grid: Grid, failures: readonly Failure[], { from, to }: Reach): Grid {
  const columns = [...grid.columns]
  const placed = failures.filter(({ step }) => step >= from && step <= to).map(failure => {
    const known = columnOf(columns, failure)
    if (known !== -1) return { failure, column: known }
    const { prompt, is_custom } = failure
    columns.push({ key: `failed ${is_custom} ${prompt}`, prompt, seed: null, is_custom })
    return { failure, column: columns.length - 1 }
  })
  if (placed.length === 0) return grid
  const rows = new Map(grid.rows.map(row => [row.step, widened(row, columns.length)]))
  for (const { failure, column } of placed) {
    const row = rows.get(failure.step) ?? widened({ step: failure.step, cells: [] }, columns.length)
    if (row.cells[column] === null) row.failures[column] = failure
    rows.set(failure.step, row)
  }
  return { columns, rows: [...rows.values()].sort((one, other) => other.step - one.step) }
}

const columnOf = (columns: readonly Column[], { prompt, seed, is_custom }: Failure): number => {
  const ofPrompt = (column: Column): boolean => column.prompt === prompt && column.is_custom === is_custom
  const same = columns.findIndex(column => ofPrompt(column) && column.seed === seed)
  return same === -1 ? columns.findIndex(ofPrompt) : same
}

const widened = ({ step, cells }: Row, columns: number): Required<Row> => ({
  step,
  cells: Array.from({ length: columns }, (_, at) => cells[at] ?? null),
  failures: Array.from({ length: columns }, () => null)
})
