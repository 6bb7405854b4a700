import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Alignment } from '../../../core/contract/sample-matrix.ts'
import { read } from '../../api/client.ts'
import type { Api } from '../../api/client.ts'
import type { ConfigRow } from '../../../core/domain/config/compare-configs.ts'
import type { components } from '../../api/schema.d.ts'
import { from } from './positions.ts'

const POSITIONS = 100
const PROMPTS = 30
/** Few points: the lowest of each range is among them, whatever their number. */
const POINTS = 10
/** How many jobs the server compares in one reply of metrics. */
const JOBS_AT_ONCE = 20
/** How many samples a reply about positions may name, so that it stays small for many jobs. */
const MOST_SAMPLES = 4000

type Page = { before: number } | { after: number } | Record<string, never>

/** The positions of some jobs' samples, and which jobs have one there; from `first` on to both sides. */
export const positionsQuery = (api: Api, jobs: readonly string[], align: Alignment, first: Page) =>
  infiniteQueryOptions({
    queryKey: ['samples', 'positions', jobs, align, first],
    queryFn: ({ pageParam, signal }) => read(api.GET('/api/v1/samples/matrix', {
      params: {
        query: {
          jobs: [...jobs], align, positions: POSITIONS, first_row: 0, ...pageParam,
          rows: Math.max(1, Math.min(PROMPTS, Math.floor(MOST_SAMPLES / POSITIONS / jobs.length)))
        }
      },
      signal
    })),
    initialPageParam: first,
    getNextPageParam: ({ later }): Page | null => later === null ? null : { after: later },
    getPreviousPageParam: ({ earlier }): Page | null => earlier === null ? null : { before: earlier }
  })

/** The samples of some jobs at one position, by pages of prompts. Those of another position stand meanwhile. */
export const besideQuery = (api: Api, jobs: readonly string[], align: Alignment, at: number) => infiniteQueryOptions({
  queryKey: ['samples', 'beside', jobs, align, at],
  queryFn: ({ pageParam, signal }) => read(api.GET('/api/v1/samples/matrix', {
    params: { query: { jobs: [...jobs], align, ...from(at), positions: 1, first_row: pageParam, rows: PROMPTS } },
    signal
  })),
  initialPageParam: 0,
  getNextPageParam: ({ total_rows }, pages) => {
    const known = pages.reduce((sum, { rows }) => sum + rows.length, 0)
    return known < total_rows ? known : null
  },
  placeholderData: (before, asked) => String(asked?.queryKey[2]) === String(jobs) ? before : undefined
})

/** Metrics of several jobs, reduced to few points with the lowest among them. */
export const lowestQuery = (api: Api, jobs: readonly string[], tags: readonly string[]) => queryOptions({
  queryKey: ['metrics', 'lowest', jobs, tags],
  queryFn: async ({ signal }) => {
    const parts = Array.from({ length: Math.ceil(jobs.length / JOBS_AT_ONCE) }, (_, part) =>
      jobs.slice(part * JOBS_AT_ONCE, (part + 1) * JOBS_AT_ONCE))
    const replies = await Promise.all(parts.map(part => read(api.GET('/api/v1/metrics', {
      params: { query: { jobs: part, tags: [...tags], points: POINTS } }, signal
    }))))
    return { series: replies.flatMap(({ series }) => series) }
  },
  enabled: tags.length > 0
})

/** What differs between the configs of some jobs. */
export const configDifferencesQuery = (api: Api, jobs: readonly string[]) => queryOptions({
  queryKey: ['jobs', 'config differences', jobs],
  queryFn: async () => {
    const { groups, equal } = await read(
      api.GET('/api/v1/config-differences', { params: { query: { jobs: [...jobs] } } })
    )
    return { groups: groups.map(({ title, fields }) => ({ title, rows: fields.map(rowOf) })), equal: equal.map(rowOf) }
  }
})

const rowOf = ({ pointer, values, missing }: components['schemas']['ConfigField']): ConfigRow =>
  ({ pointer, values: values.map((value, place) => missing.includes(place) ? undefined : value) })
