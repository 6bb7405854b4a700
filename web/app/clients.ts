import { QueryClient } from '@tanstack/react-query'
import { createApi } from '../api/client.ts'
import type { Api } from '../api/client.ts'
import { queueQuery } from '../api/queries.ts'
import { createInvalidation } from '../api/invalidation.ts'
import { createLive } from '../live/live.ts'
import type { Live } from '../live/live.ts'

/** What the whole page shares: one client for requests, one stream, one cache of replies. */
export interface PageClients { api: Api, live: Live, queries: QueryClient }

export function createPageClients (base: URL): PageClients {
  const api = createApi(base)
  // Replies stay true until an event says otherwise; nothing is asked for by a clock or because a window is shown.
  const queries = new QueryClient({
    defaultOptions: {
      queries: { staleTime: Infinity, retry: false, refetchOnWindowFocus: false, refetchOnReconnect: false }
    }
  })
  const live = createLive({ base, api })
  const invalidation = createInvalidation(queries)
  live.onMessage(invalidation.onMessage)
  live.onConnected(invalidation.onConnected)
  return { api, live, queries }
}

/** Connects, and asks for what the shell shows on every page. */
export function startAsking ({ api, live, queries }: PageClients): void {
  live.start()
  void queries.prefetchQuery(queueQuery(api))
}
