import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { read } from '../api/client.ts'
import type { Api } from '../api/client.ts'

const POSITIONS = 30
const MOST_PROMPTS = 100

type Page = { before: number } | { after: number } | Record<string, never>

/** The samples of a job by step and prompt: from the newest step back, or from the first one on. */
export const matrixQuery = (api: Api, job: string, newest_first: boolean) => infiniteQueryOptions({
  queryKey: ['samples', 'matrix', job, newest_first],
  queryFn: ({ pageParam }) => read(api.GET('/api/v1/samples/matrix', {
    params: {
      query: { jobs: [job], align: 'step', positions: POSITIONS, first_row: 0, rows: MOST_PROMPTS, ...pageParam }
    }
  })),
  initialPageParam: (newest_first ? {} : { after: -1 }) as Page, // as: of either kind
  getNextPageParam: ({ earlier, later }): Page | null => {
    if (newest_first) return earlier === null ? null : { before: earlier }
    return later === null ? null : { after: later }
  }
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
