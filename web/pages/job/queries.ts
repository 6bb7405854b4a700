import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { read } from '../../api/client.ts'
import type { Api } from '../../api/client.ts'
import type { Resource } from '../../api/invalidation.ts'

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

/** The events of a job without its log, the oldest first, page by page. */
export const eventsQuery = (api: Api, job: string) => infiniteQueryOptions({
  queryKey: key('history', job, 'events'),
  initialPageParam: 0,
  queryFn: ({ pageParam }) => read(api.GET('/api/v1/training-jobs/{job}/events', {
    params: { path: { job }, query: { since_seq: pageParam, limit: EVENTS, types: [...eventTypes] } }
  })),
  getNextPageParam: ({ next_since_seq }) => next_since_seq
})
const eventTypes = [
  'training_status', 'trainer_ready', 'sample_generated', 'validation_result', 'backup_created', 'model_saved',
  'command_result', 'warning', 'epoch_completed', 'job_queued', 'gap'
] as const

/** The defaults of the trainer. */
export const defaultsQuery = (api: Api) => queryOptions({
  queryKey: key('config', 'defaults'), queryFn: () => read(api.GET('/api/config/defaults'))
})
