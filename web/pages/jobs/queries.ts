import { infiniteQueryOptions } from '@tanstack/react-query'
import { read } from '../../api/client.ts'
import type { Api } from '../../api/client.ts'
import { queryOf } from './job-filter.ts'
import type { JobFilter } from './job-filter.ts'

const PAGE = 50

const WAITING_PAGE = 100

/** The waiting jobs in their order, page by page, and the devices. */
export const queuePagesQuery = (api: Api) => infiniteQueryOptions({
  queryKey: ['queue', 'pages'],
  queryFn: ({ pageParam }) => read(api.GET('/api/v1/queue', {
    params: { query: { limit: WAITING_PAGE, ...pageParam === null ? {} : { cursor: pageParam } } }
  })),
  initialPageParam: null as string | null, // as: none before the first
  getNextPageParam: ({ next_cursor }) => next_cursor
})

/** The jobs that fit a filter, page by page. */
export const jobsQuery = (api: Api, filter: JobFilter) => infiniteQueryOptions({
  queryKey: ['jobs', 'list', queryOf(filter)],
  queryFn: ({ pageParam }) => read(api.GET('/api/v1/training-jobs', {
    params: { query: { ...queryOf(filter), limit: PAGE, ...pageParam === null ? {} : { cursor: pageParam } } }
  })),
  initialPageParam: null as string | null, // as: none before the first
  getNextPageParam: ({ next_cursor }) => next_cursor,
  placeholderData: previous => previous
})
