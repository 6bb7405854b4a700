import { useEffect } from 'react'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import type { Api } from '../api/client.ts'
import { useApi } from '../api/use-api.ts'
import { useLiveClient } from '../live/use-live.ts'
import { matrixQuery, newerSamples } from './queries.ts'
import { askAfter, withNewer } from './with-newer.ts'
import type { MatrixPages } from './with-newer.ts'

/** How long samples are gathered, so that a set of them makes one request. */
const GATHER_MS = 300

/** The samples of a job by step and prompt; of those that are drawn meanwhile only the new ones are asked for. */
export function useMatrix (job_id: string, newest_first: boolean) {
  const api = useApi()
  const client = useQueryClient()
  const live = useLiveClient()
  const options = matrixQuery(api, job_id, newest_first)
  const query = useInfiniteQuery(options)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = live.onMessage(message => {
      if (message.type !== 'sample_generated' || message.job_id !== job_id) return
      timer ??= setTimeout(() => {
        timer = undefined
        void addNewer({ api, client, job_id, queryKey: options.queryKey })
      }, GATHER_MS)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [live, job_id, newest_first])
  return query
}

interface Newer { api: Api, client: QueryClient, job_id: string, queryKey: ReturnType<typeof matrixQuery>['queryKey'] }

async function addNewer ({ api, client, job_id, queryKey }: Newer): Promise<void> {
  const known = client.getQueryData<MatrixPages>(queryKey)
  if (known === undefined) return
  const after = Math.max(-1, askAfter(known))
  try {
    const page = await newerSamples(api, job_id, after)
    client.setQueryData<MatrixPages>(queryKey, now => now === undefined ? undefined : withNewer(now, after, page))
    if (page.later !== null) await addNewer({ api, client, job_id, queryKey })
  } catch {
    await client.invalidateQueries({ queryKey }) // the connection tells what is wrong
  }
}
