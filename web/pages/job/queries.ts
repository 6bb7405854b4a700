import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { read } from '../../api/client.ts'
import type { Api } from '../../api/client.ts'
import type { Resource } from '../../api/invalidation.ts'
import type { operations } from '../../api/schema.d.ts'
import { typesOf } from './event-kinds.ts'
import type { EventKind } from './event-kinds.ts'

const key = (resource: Resource, ...rest: readonly unknown[]) => [resource, ...rest] as const
const EVENTS = 200

/** The attempts of a job, the oldest first. */
export const attemptsQuery = (api: Api, job: string) => queryOptions({
  queryKey: key('history', job, 'attempts'),
  queryFn: () => read(api.GET('/api/v1/training-jobs/{job}/attempts', { params: { path: { job } } }))
})

/** The newest lines of a job's log that are not lower than a level. */
export const lastLinesQuery = (api: Api, job: string, limit: number) => queryOptions({
  queryKey: key('history', job, 'last lines', limit),
  queryFn: () => read(api.GET('/api/v1/training-jobs/{job}/logs', { params: { path: { job }, query: { limit } } }))
})

/** The models of a job, the newest first, page by page. */
export const modelsQuery = (api: Api, job: string) => infiniteQueryOptions({
  queryKey: key('models', job),
  initialPageParam: null as string | null, // as: the first page has no cursor
  queryFn: ({ pageParam }) => read(api.GET('/api/v1/training-jobs/{job}/models', {
    params: { path: { job }, query: pageParam === null ? {} : { cursor: pageParam } }
  })),
  getNextPageParam: ({ next_cursor }) => next_cursor
})

/** One model with its files. */
export const modelQuery = (api: Api, model_id: string) => queryOptions({
  queryKey: key('models', 'details', model_id),
  queryFn: () => read(api.GET('/api/v1/models/{model_id}', { params: { path: { model_id } } }))
})

/** The events of a job without its log, the newest first, page by page. */
export const eventPagesQuery = (api: Api, job: string, kind: EventKind | null) => infiniteQueryOptions({
  queryKey: key('event_pages', job, kind),
  initialPageParam: null as number | null, // as: the first page begins at the newest
  queryFn: ({ pageParam }) => readEvents(api, job, {
    newest_first: true, types: typesOf(kind), ...(pageParam === null ? {} : { before_seq: pageParam })
  }),
  getNextPageParam: ({ next_before_seq }) => next_before_seq
})

/** What happened after a place; null: that place is not known yet. */
export const newerEventsQuery = (
  api: Api, job: string, kind: EventKind | null, since_seq: number | null
) => queryOptions({
  queryKey: key('events', 'newer', job, kind, since_seq),
  queryFn: () => readEvents(api, job, { types: typesOf(kind), since_seq: since_seq ?? 0 }),
  enabled: since_seq !== null
})

type EventParams = NonNullable<operations['listEvents']['parameters']['query']>
const readEvents = async (api: Api, job: string, query: EventParams) => await read(
  api.GET('/api/v1/training-jobs/{job}/events', { params: { path: { job }, query: { limit: EVENTS, ...query } } })
)

/** The defaults of the trainer. */
export const defaultsQuery = (api: Api) => queryOptions({
  queryKey: key('config', 'defaults'), queryFn: () => read(api.GET('/api/config/defaults'))
})
