import t from 'tap'
import type { MatrixQuery } from '../../../../../core/contract/sample-matrix.ts'
import { arrangeSamples } from '../../../../../core/domain/samples/sample-matrix.ts'
import type { PlacedSample, SampledJob } from '../../../../../core/domain/samples/sample-matrix.ts'

const query = (more: Partial<MatrixQuery> = {}): MatrixQuery =>
  ({ jobs: [], align: 'step', positions: 20, first_row: 0, rows: 20, ...more })
const at = (sample_id: string, step: number, prompt: string, more: Partial<PlacedSample> = {}): PlacedSample =>
  ({ sample_id, step, prompt, sample_type: 'default', sample_index: 0, seed: 42, ...more })
const job = (samples: PlacedSample[], steps_per_epoch = 100, total_steps = 1000): SampledJob =>
  ({ samples, steps_per_epoch, total_steps })

t.test('[L23] jobs share a row where prompt and seed are equal, whatever the place in their lists', async t => {
  const first = job([at('a1', 100, 'fox'), at('a2', 100, 'owl', { sample_index: 1 }), at('a3', 200, 'fox')])
  const second = job([
    at('b1', 100, 'owl'), at('b2', 100, 'fox', { sample_index: 1, seed: 7 }), at('b3', 100, 'fox', { sample_index: 2 })
  ])
  t.strictSame(arrangeSamples([first, second], query()), {
    positions: [100, 200],
    rows: [
      { sample_type: 'default', prompt: 'fox', seed: 42, cells: [['a1', 'b3'], ['a3', null]] },
      { sample_type: 'default', prompt: 'owl', seed: 42, cells: [['a2', 'b1'], [null, null]] },
      { sample_type: 'default', prompt: 'fox', seed: 7, cells: [[null, 'b2'], [null, null]] }
    ],
    total_rows: 3, earlier: null, later: null
  })
})

t.test('[L23] samples of random seeds share a row of no seed, and one that is there twice has two rows', async t => {
  const random = (id: string): SampledJob => job([
    at(`${id}1`, 100, 'fox', { seed: 1 }), at(`${id}2`, 200, 'fox', { seed: Number(id === 'a') + 2 }),
    at(`${id}3`, 100, 'owl', { sample_index: 1 }), at(`${id}4`, 100, 'owl', { sample_index: 2 })
  ])
  t.strictSame(arrangeSamples([random('a'), random('b')], query()).rows, [
    { sample_type: 'default', prompt: 'fox', seed: null, cells: [['a1', 'b1'], ['a2', 'b2']] },
    { sample_type: 'default', prompt: 'owl', seed: 42, cells: [['a3', 'b3'], [null, null]] },
    { sample_type: 'default', prompt: 'owl', seed: 42, cells: [['a4', 'b4'], [null, null]] }
  ])
})

t.test('[L23] positions are steps, epochs or shares of the training; the newest sample of one counts', async t => {
  const jobs = [
    job([at('a1', 50, 'fox'), at('a2', 500, 'fox'), at('a3', 500, 'fox')]), job([at('b1', 50, 'fox')], 50, 100),
    job([at('c1', 50, 'fox')], 0, 0)
  ]
  const cells = (align: MatrixQuery['align']): unknown => {
    const { positions, rows: [row] } = arrangeSamples(jobs, query({ align }))
    return positions.map((position, index) => [position, ...row!.cells[index]!])
  }
  t.strictSame(cells('step'), [[50, 'a1', 'b1', 'c1'], [500, 'a3', null, null]])
  t.strictSame(cells('epoch'), [[0.5, 'a1', null, null], [1, null, 'b1', null], [5, 'a3', null, null]])
  t.strictSame(cells('share'), [[5, 'a1', null, null], [50, 'a3', 'b1', null]])
})

t.test('[L24] the matrix is paged by position both ways, and by row', async t => {
  const samples = Array.from({ length: 10 }, (_, index) => [
    at(`f${index + 1}`, index + 1, 'fox'), at(`o${index + 1}`, index + 1, 'owl', { sample_index: 1 }),
    at(`c${index + 1}`, index + 1, 'cat', { sample_type: 'custom' })
  ]).flat()
  const page = (more: Partial<MatrixQuery>) => {
    const { rows, ...rest } = arrangeSamples([job(samples)], query({ positions: 4, ...more }))
    return { ...rest, prompts: rows.map(({ prompt }) => prompt) }
  }
  const whole = { total_rows: 3, prompts: ['fox', 'owl', 'cat'] }
  t.strictSame(page({}), { positions: [7, 8, 9, 10], earlier: 7, later: null, ...whole })
  t.strictSame(page({ before: 7 }), { positions: [3, 4, 5, 6], earlier: 3, later: 6, ...whole })
  t.strictSame(page({ before: 3 }), { positions: [1, 2], earlier: null, later: 2, ...whole })
  t.strictSame(page({ after: 2 }), { positions: [3, 4, 5, 6], earlier: 3, later: 6, ...whole })
  t.strictSame(page({ after: 6 }), { positions: [7, 8, 9, 10], earlier: 7, later: null, ...whole })
  const fromFirst = arrangeSamples([job([at('z', 0, 'fox'), ...samples])], query({ after: -1, positions: 2 }))
  t.match(fromFirst, { positions: [0, 1], earlier: null, later: 1 }, 'step 0 lies after -1')
  t.strictSame(page({ after: 10 }), { positions: [], earlier: null, later: null, ...whole })
  t.strictSame(page({ first_row: 1, rows: 1 }).prompts, ['owl'])
  t.match(page({ first_row: 3 }), { positions: [7, 8, 9, 10], prompts: [], total_rows: 3 })
  t.strictSame(page({ sample_type: 'custom' }).prompts, ['cat'])
  t.strictSame(page({ search: 'O' }).prompts, ['fox', 'owl'])
  t.strictSame(page({ search: 'none' }), {
    positions: [], earlier: null, later: null, total_rows: 0, prompts: []
  })
})
