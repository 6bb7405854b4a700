import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { count, nullable, several, shape, words } from './define.ts'
import { Sample } from './samples.ts'
import { JobId, SampleType } from './values.ts'

/** Samples of several jobs side by side: one row per prompt, at positions that all jobs share. */
export const MOST_COMPARED_JOBS = 30

export const alignments = ['step', 'epoch', 'share'] as const
export type Alignment = typeof alignments[number]

export const MatrixQuery = shape('MatrixQuery', 'Sample filter of several jobs', {
  jobs: several(`Ids, numbers or slugs of jobs, at most ${MOST_COMPARED_JOBS}`, ['1']),
  align: words(
    alignments,
    'What a position is. step: global step. epoch: finished epochs, in hundredths. share: percent of all steps of ' +
    'the job, in tenths',
    { default: 'step' }
  ),
  sample_type: Type.Optional(SampleType),
  search: Type.Optional(Type.String({
    minLength: 1, maxLength: 200, description: 'Only prompts that contain this text; not case-sensitive'
  })),
  before: Type.Optional(Type.Number({ minimum: 0, description: 'The last positions before this one' })),
  after: Type.Optional(Type.Number({
    minimum: -1, description: 'The first positions after this one, -1 for the first of all; excludes before'
  })),
  positions: Type.Integer({
    minimum: 1, maximum: 100, default: 20, description: 'Maximum number of positions; by default the newest'
  }),
  first_row: count('Number of the first row, from 0', { default: 0 }),
  rows: Type.Integer({ minimum: 1, maximum: 100, default: 20, description: 'Maximum number of rows' })
})
export type MatrixQuery = Static<typeof MatrixQuery>

export const SampleMatrix = shape('SampleMatrix', 'Samples of several jobs, without superseded ones', {
  align: words(alignments, 'What a position is'),
  jobs: Type.Array(shape('MatrixJob', 'Job of a sample matrix', {
    job_id: JobId, job_number: count('Job number'), name: Type.String({ description: 'Job name' })
  }), { description: 'In the order of the query' }),
  positions: Type.Array(Type.Number(), { description: 'Where any of the jobs has a sample, ascending' }),
  rows: Type.Array(shape('MatrixRow', 'Samples of one prompt', {
    sample_type: SampleType,
    prompt: Type.String(),
    seed: nullable(Type.Integer({ description: 'Seed of all samples of the row; null: each has its own' })),
    cells: Type.Array(Type.Array(nullable(Sample)), {
      description: 'One per position: one sample per job, or null; of several the newest'
    })
  }), { description: 'Samples of the configs first, in their order. Jobs share a row if prompt and seed are equal' }),
  total_rows: count('Number of rows, of all positions'),
  earlier: nullable(Type.Number({ description: 'Send as ?before= for earlier positions; null if there are none' })),
  later: nullable(Type.Number({ description: 'Send as ?after= for later positions; null if there are none' }))
})
export type SampleMatrix = Static<typeof SampleMatrix>
