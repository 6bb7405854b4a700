import { queryOptions } from '@tanstack/react-query'
import { read } from '../api/client.ts'
import type { Api } from '../api/client.ts'

export const configQuery = (api: Api, name: string | null) => queryOptions({
  queryKey: ['config', 'load', name],
  queryFn: () => read(api.GET('/api/config/load/{name}', { params: { path: { name: name ?? '' } } })),
  enabled: name !== null
})

/** All waiting jobs, of which one may be followed, and the devices. */
export const wholeQueueQuery = (api: Api) => queryOptions({
  queryKey: ['queue', 'whole'], queryFn: () => read(api.GET('/api/v1/queue'))
})

/** What the server finds in a config; asked for each text that is JSON. */
export const findingsQuery = (api: Api, config: Record<string, unknown> | null) => queryOptions({
  queryKey: ['config', 'findings', config],
  queryFn: () => read(api.POST('/api/config/validate', { body: config ?? {} })),
  enabled: config !== null,
  placeholderData: previous => previous
})
