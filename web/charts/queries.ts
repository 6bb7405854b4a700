import { queryOptions } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import type { BucketQuery } from '../../core/contract/metric-buckets.ts'
import { read } from '../api/client.ts'
import type { Api } from '../api/client.ts'
import type { components } from '../api/schema.d.ts'
import { withReply } from './bucket-store.ts'
import type { ChartBuckets } from './bucket-store.ts'

export type KeptEvent = components['schemas']['KeptEvent']
export type ChartQuery = Omit<BucketQuery, 'since'>

/** Metrics in shared buckets. Asked for again, only what is new comes and is appended. */
export const bucketsQuery = (api: Api, client: QueryClient, query: ChartQuery) => {
  const queryKey = ['metrics', 'buckets', query] as const
  return queryOptions({
    queryKey,
    queryFn: async ({ signal }): Promise<ChartBuckets> => {
      const before = client.getQueryData<ChartBuckets>(queryKey)
      const since = before === undefined ? {} : { since: before.next_since }
      return withReply(
        before,
        await read(api.GET('/api/v1/metrics/buckets', { params: { query: { ...query, ...since } }, signal }))
      )
    },
    structuralSharing: false, // it would compare every value
    gcTime: 60_000,
    enabled: query.jobs.length > 0 && query.width > 0,
    // Another part of the same lines stands meanwhile, never another line under the new name.
    placeholderData: (before, asked) => isOfSameLines(asked?.queryKey[2], query) ? before : undefined
  })
}

const isOfSameLines = (one: ChartQuery | undefined, other: ChartQuery): boolean =>
  one !== undefined && one.x === other.x && String(one.jobs) === String(other.jobs) &&
  String(one.tags) === String(other.tags)

/** The tags of some jobs. */
export const tagsQuery = (api: Api, jobs: readonly string[]) =>
  queryOptions({
    queryKey: ['metrics', 'tags', jobs] as const,
    queryFn: () => read(api.GET('/api/v1/metrics/tags', { params: { query: { jobs: [...jobs] } } }))
  })

/** Those that make a mark. Events of each epoch and validation make none and would grow with the training. */
const markTypes = [
  'training_status',
  'sample_generated',
  'backup_created',
  'model_saved',
  'warning',
  'job_queued',
  'command_result'
]
const PAGE = 500
const MOST_PAGES = 40

/** The events of a job that are marked on its charts, the oldest first. Asked for again, only the new ones come. */
export const markEventsQuery = (api: Api, client: QueryClient, job: string) => {
  const queryKey = ['events', 'marks', job] as const
  return queryOptions({
    queryKey,
    queryFn: async (): Promise<KeptEvent[]> => {
      const events = [...(client.getQueryData<KeptEvent[]>(queryKey) ?? [])]
      for (let page = 0; page < MOST_PAGES; page++) {
        const since_seq = events.at(-1)?.seq
        const query = { types: markTypes, limit: PAGE, ...(since_seq === undefined ? {} : { since_seq }) }
        const reply = await read(
          api.GET('/api/v1/training-jobs/{job}/events', { params: { path: { job }, query } })
        )
        events.push(...reply.events)
        if (reply.next_since_seq === null) break
      }
      return events
    },
    structuralSharing: false
  })
}

/** When steps were trained: `[step, loss, milliseconds since 1970]` of some of them. */
export const stepTimesQuery = (api: Api, job: string) =>
  queryOptions({
    queryKey: ['metrics', 'step-times', job] as const,
    queryFn: () =>
      read(
        api.GET('/api/v1/training-jobs/{job}/metrics', {
          params: { path: { job }, query: { tags: ['loss/train_step'], points: 1000 } }
        })
      )
  })
