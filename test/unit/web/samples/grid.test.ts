import t from 'tap'
import { gridOf, neighbour, otherOf, placeOfSample, starredOnly } from '../../../../web/samples/grid.ts'
import type { Sample } from '../../../../web/samples/grid.ts'
import { nearestCheckpoint } from '../../../../web/samples/nearest-checkpoint.ts'
import { anchorOf } from '../../../../web/samples/anchor.ts'

// as: what is read of it
const sample = (sample_id: string) => ({ sample_id }) as unknown as Sample
const row = (prompt: string, cells: Array<string | null>) => ({
  sample_type: 'default' as const, prompt, seed: 1, cells: cells.map(id => [id === null ? null : sample(id)])
})
const page = (positions: number[], rows: Array<ReturnType<typeof row>>) =>
  ({ positions, rows }) as unknown as Parameters<typeof gridOf>[0][0] // as: the rest is not read

const grid = gridOf([
  page([30, 40], [row('a', ['a30', 'a40']), row('b', [null, 'b40'])]),
  page([10, 20], [row('a', ['a10', 'a20']), row('b', ['b10', null]), row('c', ['c10', null])])
])

t.test('[U47] pages of samples are one grid: a row a step, the newest first, a column a prompt', async t => {
  t.strictSame(grid.rows.map(({ step }) => step), [40, 30, 20, 10])
  t.strictSame(grid.columns.map(({ prompt }) => prompt), ['a', 'b', 'c'])
  t.strictSame(grid.rows.map(({ cells }) => cells.map(cell => cell?.sample_id ?? '–').join()), [
    'a40,b40,–', 'a30,–,–', 'a20,–,–', 'a10,b10,c10'
  ])
})

t.test('[U47] one prompt in two sizes is two columns, and pages may come in any order', async t => {
  const twice = [row('a', ['small', 'small2']), row('a', ['large', 'large2'])]
  const sizes = gridOf([page([1, 2], twice), page([3, 4], [row('a', ['small3', null]), row('a', ['large3', null])])])
  t.equal(sizes.columns.length, 2)
  t.strictSame(sizes.rows.map(({ step, cells }) => [step, cells[1]?.sample_id]), [
    [4, undefined], [3, 'large3'], [2, 'large2'], [1, 'large']
  ])
})

t.test('[U82] a sample is compared with one of its prompt at that step, or the nearest, never with itself', async t => {
  const at = (sample_id: string) => ({ sample_id, step: Number(sample_id.slice(1)) }) as Sample // as: enough
  const columns = ['a', 'b'].map(prompt => ({ key: prompt, prompt, seed: 1, is_custom: false }))
  const rows = [[at('a40'), at('b40')], [at('a30'), null], [at('a10'), null]].map(cells => ({ step: 0, cells }))
  const other = (sample: string, step: number) => otherOf({ columns, rows }, at(sample), step)?.sample_id
  t.equal(other('a40', 30), 'a30')
  t.equal(other('a30', 30), 'a40', 'the one that was looked at before')
  t.equal(other('a40', 20), 'a30')
  t.equal(other('b40', 30), undefined, 'there is no other')
  t.equal(other('c1', 30), undefined)
})

t.test('[U48] the arrows lead to the next sample, over places without one', async t => {
  const from = placeOfSample(grid, 'b40')!
  t.strictSame(from, { row: 0, column: 1 })
  t.equal(neighbour(grid, from, { rows: 1 })?.sample_id, 'b10')
  t.equal(neighbour(grid, from, { columns: -1 })?.sample_id, 'a40')
  t.equal(neighbour(grid, from, { columns: 1 }), null)
  t.equal(neighbour(grid, from, { rows: -1 }), null)
  t.equal(placeOfSample(grid, 'x'), null)
})

t.test('[U49] the pick is the model nearest to a sample, of two the earlier one, and never one that is gone', async t => {
  const models = [
    { step: 100, available: true }, { step: 200, available: true }, { step: 150, available: false }
  ]
  t.strictSame([90, 150, 151, 900].map(step => nearestCheckpoint(models, step)?.step), [100, 100, 200, 200])
  t.equal(nearestCheckpoint([], 1), null)
})

t.test('[U56] what was drawn since the pages came stands with them, once, and in place of what it replaces', async t => {
  const pages = [page([10, 20], [row('a', ['old10', 'old20'])])]
  const newer = page([20, 30], [row('a', ['new20', 'new30']), row('b', [null, 'b30'])])
  const { rows } = gridOf([newer, ...pages])
  t.strictSame(rows.map(({ step, cells }) => [step, cells[0]?.sample_id, cells[1]?.sample_id]), [
    [30, 'new30', 'b30'], [20, 'new20', undefined], [10, 'old10', undefined]
  ])
})

t.test('[U56] new samples are asked for from the newest position of the pages, once that is loaded', async t => {
  const part = (positions: number[], later: number | null = null) => ({ positions, later })
  t.equal(anchorOf([part([30, 40]), part([10, 20], 20)], true), 40)
  t.equal(anchorOf([part([10, 20], 20), part([30, 40])], false), 40)
  t.equal(anchorOf([part([10, 20], 20)], false), null, 'between those and new ones lie others')
  t.strictSame([anchorOf([part([])], true), anchorOf([part([])], false), anchorOf([], true)], [-1, -1, null])
})

t.test('[U57] starred samples stand alone when only they are asked for', async t => {
  const starred = { sample_id: 'star', starred: true } as unknown as Sample // as: what is read of it
  const { rows } = starredOnly({
    columns: grid.columns, rows: [
      { step: 2, cells: [sample('x'), starred] }, { step: 1, cells: [sample('y'), null] }
    ]
  })
  t.strictSame(rows, [{ step: 2, cells: [null, starred] }])
})
