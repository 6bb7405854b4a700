import { useEffect } from 'react'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/use-api.ts'
import type { EventKind } from './event-kinds.ts'
import type { components } from '../../api/schema.d.ts'
import { eventPagesQuery, newerEventsQuery } from './queries.ts'

export type JobEvent = components['schemas']['KeptEvent']

/**
 * The events of a job, the newest first, and what happened since they came. While there are few new ones only they are
 * asked for; when there are many, the pages are read anew.
 */
export function useEvents (job_id: string, kind: EventKind | null) {
  const api = useApi()
  const client = useQueryClient()
  const options = eventPagesQuery(api, job_id, kind)
  const query = useInfiniteQuery(options)
  const pages = query.data?.pages ?? []
  const { data: newer } = useQuery(newerEventsQuery(api, job_id, kind, pages[0]?.last_seq ?? null))
  const isMany = newer !== undefined && newer.next_since_seq !== null
  useEffect(() => {
    if (isMany) void client.invalidateQueries({ queryKey: options.queryKey })
  }, [isMany])
  const events = [...newer?.events ?? []].reverse().concat(pages.flatMap(({ events }) => events))
  return { query, events }
}
