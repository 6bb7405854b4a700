import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { read } from '../api/client.ts'
import type { Api } from '../api/client.ts'

const POSITIONS = 30
const MOST_PROMPTS = 100

/** The samples of a job by step and prompt, from the newest step back. */
export const matrixQuery = (api: Api, job: string) => infiniteQueryOptions({
  queryKey: ['samples', 'matrix', job],
  queryFn: ({ pageParam }) => read(api.GET('/api/v1/samples/matrix', {
    params: {
      query: {
        jobs: [job], align: 'step', positions: POSITIONS, first_row: 0, rows: MOST_PROMPTS,
        ...pageParam === null ? {} : { before: pageParam }
      }
    }
  })),
  initialPageParam: null as number | null, // as: none before the first
  getNextPageParam: ({ earlier }) => earlier
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
