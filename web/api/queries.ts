import { queryOptions } from '@tanstack/react-query'
import { read } from './client.ts'
import type { Api } from './client.ts'
import type { Resource } from './invalidation.ts'

/** A query key: what the reply is about, then what tells it from others. */
const key = (resource: Resource, ...rest: readonly unknown[]) => [resource, ...rest] as const

/** Waiting jobs that a page shows beside something else. */
export const NEXT_JOBS = 5

/** The devices, and the first of the waiting jobs. */
export const queueQuery = (api: Api) => queryOptions({
  queryKey: key('queue', 'next'),
  queryFn: () => read(api.GET('/api/v1/queue', { params: { query: { limit: NEXT_JOBS } } }))
})

export const jobQuery = (api: Api, job: string) => queryOptions({
  queryKey: key('jobs', job), queryFn: () => read(api.GET('/api/v1/training-jobs/{job}', { params: { path: { job } } }))
})

/** Jobs that ended after a place in the order of ends, the newest first. */
export const endedSinceQuery = (api: Api, ended_since: number | undefined, limit: number) => queryOptions({
  queryKey: key('jobs', 'ended', ended_since ?? 0, limit),
  queryFn: () => read(api.GET('/api/v1/training-jobs', {
    params: { query: { sort: '-end_order', limit, ...(ended_since === undefined ? {} : { ended_since }) } }
  }))
})

/** A small series of a metric of each of several jobs. */
export const sparklinesQuery = (api: Api, jobs: readonly string[], tag: string | undefined, points: number) =>
  queryOptions({
    queryKey: key('metrics', 'sparklines', jobs, tag ?? '', points),
    queryFn: () => read(api.GET('/api/v1/metrics/sparklines', {
      params: { query: { jobs: [...jobs], points, ...(tag === undefined ? {} : { tag }) } }
    })),
    enabled: jobs.length > 0
  })

/** The newest samples of a job, the newest first. */
export const newestSamplesQuery = (api: Api, job: string, limit: number) => queryOptions({
  queryKey: key('samples', 'newest', job, limit),
  queryFn: () => read(api.GET('/api/samples/list', { params: { query: { job, limit } } }))
})

export const systemInfoQuery = (api: Api) => queryOptions({
  queryKey: key('system', 'info'), queryFn: () => read(api.GET('/api/system/info'))
})

/** Which OneTrainer serves, and whether another one may be chosen here. */
export const checkoutQuery = (api: Api) => queryOptions({
  queryKey: key('system', 'checkout'), queryFn: () => read(api.GET('/api/system/checkout'))
})

export const diskUseQuery = (api: Api) => queryOptions({
  queryKey: key('disk'), queryFn: () => read(api.GET('/api/system/disk-use'))
})

export const configListQuery = (api: Api) => queryOptions({
  queryKey: key('config', 'list'), queryFn: () => read(api.GET('/api/config/list'))
})

/** Models of all jobs whose name, or the name of whose job, holds a text, the newest first. */
export const modelSearchQuery = (api: Api, search: string) => queryOptions({
  queryKey: key('models', 'search', search),
  queryFn: () => read(api.GET('/api/v1/models', { params: { query: { search, limit: 5 } } })),
  enabled: search !== '',
  placeholderData: previous => previous
})

/** Jobs whose name or notes hold a text, the newest first. */
export const jobSearchQuery = (api: Api, search: string) => queryOptions({
  queryKey: key('jobs', 'search', search),
  queryFn: () => read(api.GET('/api/v1/training-jobs', {
    params: { query: { sort: '-created_at', limit: 8, ...(search === '' ? {} : { search }) } }
  })),
  placeholderData: previous => previous
})
