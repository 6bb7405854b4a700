import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { read } from '../api/client.ts'
import type { Api } from '../api/client.ts'
import type { components } from '../api/schema.d.ts'

const POSITIONS = 30
const MOST_PROMPTS = 100

/** Positions before or after one; of neither, the newest. */
export type MatrixPart = { before: number } | { after: number } | Record<string, never>
export type SampleMatrix = components['schemas']['SampleMatrix']

const readPart = (api: Api, job: string, part: MatrixPart, positions: number): Promise<SampleMatrix> =>
  read(api.GET('/api/v1/samples/matrix', {
    params: { query: { jobs: [job], align: 'step', positions, first_row: 0, rows: MOST_PROMPTS, ...part } }
  }))

/**
 * What was drawn since the pages of a matrix came: from their newest position on, which may have been drawn once more.
 * Asked for as soon as the pages are there: what was drawn while they came is told by no later event. `later` is not
 * null when it holds 100 positions and there are more.
 */
export const newerSamplesQuery = (api: Api, job: string, anchor: number | null) => queryOptions({
  queryKey: ['newer_samples', job, anchor] as const,
  queryFn: () => readPart(api, job, { after: Math.max(-1, (anchor ?? 0) - 1) }, 100),
  enabled: anchor !== null
})

export const nothingNewer: SampleMatrix = {
  align: 'step', jobs: [], positions: [], rows: [], total_rows: 0, earlier: null, later: null
}

/** The samples of a job by step and prompt: from the newest step back, or from the first one on. */
export const matrixQuery = (api: Api, job: string, newest_first: boolean) => infiniteQueryOptions({
  queryKey: ['matrix', job, newest_first] as const,
  queryFn: ({ pageParam }) => readPart(api, job, pageParam, POSITIONS),
  initialPageParam: (newest_first ? {} : { after: -1 }) as MatrixPart, // as: of either kind
  getNextPageParam: ({ earlier, later }): MatrixPart | null => {
    if (newest_first) return earlier === null ? null : { before: earlier }
    return later === null ? null : { after: later }
  }
})

/** The newest warnings of a job; those of samples that could not be drawn are among them. */
export const warningsQuery = (api: Api, job: string) => queryOptions({
  queryKey: ['events', 'warnings', job],
  queryFn: () => read(api.GET('/api/v1/training-jobs/{job}/events', {
    params: { path: { job }, query: { types: ['warning'], newest_first: true, limit: 1000 } }
  }))
})

export const sampleQuery = (api: Api, sample_id: string) => queryOptions({
  queryKey: ['samples', 'one', sample_id],
  queryFn: () => read(api.GET('/api/samples/{sample_id}', { params: { path: { sample_id } } }))
})

export const checkpointsQuery = (api: Api, job: string) => queryOptions({
  queryKey: ['models', 'newest', job],
  queryFn: () => read(api.GET('/api/v1/training-jobs/{job}/models', {
    params: { path: { job }, query: { limit: 200 } }
  }))
})
