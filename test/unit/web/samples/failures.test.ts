import t from 'tap'
import type { KeptEvent } from '../../../../core/contract/history.ts'
import { failuresIn, reachOf, withFailures } from '../../../../web/samples/failures.ts'
import type { Failure, Grid } from '../../../../web/samples/grid.ts'

const failure = (step: number, prompt: string, seed = 1): Failure =>
  ({ step, prompt, seed, is_custom: false, error: 'out of memory' })
const drawn = (step: number, prompt: string) =>
  ({ sample_id: `${prompt}${step}`, step, prompt }) as never // as: enough here
const column = (prompt: string, seed: number | null = 1) => ({ key: prompt, prompt, seed, is_custom: false })
const grid: Grid = {
  columns: [column('a'), column('b')],
  rows: [{ step: 20, cells: [drawn(20, 'a'), null] }, { step: 10, cells: [drawn(10, 'a'), drawn(10, 'b')] }]
}
const everything = { from: 0, to: Infinity }

t.test('[U65] a sample that was not drawn stands in its place, with the reason', async t => {
  const { columns, rows } = withFailures(grid, [failure(20, 'b'), failure(30, 'b')], everything)
  t.strictSame(columns, grid.columns)
  t.match(rows.map(({ step, failures }) => [step, failures]), [
    [30, [null, failure(30, 'b')]], [20, [null, failure(20, 'b')]], [10, [null, null]]
  ])
  t.strictSame(rows[0]?.cells, [null, null])
})

t.test('[U65] a prompt of which no sample was drawn has one column; what was drawn after all stays', async t => {
  const { columns, rows } = withFailures(grid, [failure(10, 'c', 7), failure(20, 'c', 8), failure(10, 'a')], everything)
  t.strictSame(columns.map(({ prompt }) => prompt), ['a', 'b', 'c'])
  t.strictSame(rows.map(({ failures }) => failures), [
    [null, null, failure(20, 'c', 8)], [null, null, failure(10, 'c', 7)]
  ])
  t.strictSame(rows[1]?.cells.slice(0, 2), grid.rows[1]?.cells)
  t.equal(withFailures({ columns: [], rows: [] }, [failure(1, 'a')], everything).rows.length, 1, 'nothing was drawn')
})

t.test('[U65] failures of steps that are not loaded wait for them', async t => {
  t.strictSame(reachOf(grid, true, true), everything)
  t.strictSame(reachOf(grid, true, false), { from: 10, to: Infinity })
  t.strictSame(reachOf(grid, false, false), { from: 0, to: 20 })
  t.strictSame(withFailures(grid, [failure(5, 'b')], { from: 10, to: Infinity }), grid)
})

t.test('[U65] failures are read from the warnings of a job', async t => {
  const warning = (code: string, details: unknown) =>
    ({ type: 'warning', code, details }) as unknown as KeptEvent // as: enough here
  const details = { step: 3, prompt: 'a', seed: 1, sample_type: 'custom', error: 'why' }
  t.strictSame(failuresIn([warning('sample_failed', details), warning('stalled', {}), warning('sample_failed', {})]), [
    { step: 3, prompt: 'a', seed: 1, is_custom: true, error: 'why' }
  ])
})
