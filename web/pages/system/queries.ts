import { queryOptions } from '@tanstack/react-query'
import { read } from '../../api/client.ts'
import type { Api } from '../../api/client.ts'

// What was measured a while ago is asked for when the page is opened, and when a reader asks; never by a clock.
const measured = { refetchOnMount: 'always' as const }

/** The load of the last hour. What came later is told by the stream. */
export const machineHistoryQuery = (api: Api) => queryOptions({
  queryKey: ['system', 'history'] as const, queryFn: () => read(api.GET('/api/system/history')), ...measured
})

/** Load average, swap and every disk, measured when they are asked for. */
export const resourcesQuery = (api: Api) => queryOptions({
  queryKey: ['system', 'resources'] as const, queryFn: () => read(api.GET('/api/system/resources')), ...measured
})

/** Processes, measured when they are asked for. */
export const processesQuery = (api: Api) => queryOptions({
  queryKey: ['system', 'processes'] as const, queryFn: () => read(api.GET('/api/system/processes')), ...measured
})

/** Clients of the stream and how far each is behind, as of the question. */
export const clientsQuery = (api: Api) => queryOptions({
  queryKey: ['system', 'clients'] as const, queryFn: () => read(api.GET('/api/ws/status')), ...measured
})

/** Deleted jobs of which files are left. */
export const deletedJobsQuery = (api: Api) => queryOptions({
  queryKey: ['disk', 'deleted jobs'] as const, queryFn: () => read(api.GET('/api/v1/deleted-jobs'))
})

const MOST_RECENT = 50

/** The jobs that were at work last. A deleted one is not among them, so that nothing is asked about it. */
export const recentJobsQuery = (api: Api) => queryOptions({
  queryKey: ['jobs', 'recent', MOST_RECENT] as const,
  queryFn: () => read(api.GET('/api/v1/training-jobs', {
    params: { query: { sort: '-updated_at', limit: MOST_RECENT } }
  }))
})

/** Backups and models of a job, the newest first. */
export const newestModelsQuery = (api: Api, job: string, limit: number) => queryOptions({
  queryKey: ['models', 'newest', job, limit] as const,
  queryFn: () => read(api.GET('/api/v1/training-jobs/{job}/models', { params: { path: { job }, query: { limit } } }))
})
