import { useEffect, useRef, useSyncExternalStore } from 'react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { UseQueryResult } from '@tanstack/react-query'
import { useApi } from '../api/use-api.ts'
import { useLive } from '../live/use-live.ts'
import type { ChartBuckets } from './bucket-store.ts'
import { bucketsQuery } from './queries.ts'
import type { ChartQuery } from './queries.ts'

const EVERY_MS = 2000
/** Steps before a part of the axis, after which the strongest smoothing has forgotten where it began. */
const LEAD = 1000

/** Metrics in shared buckets, to which new ones are appended while a job trains and the page is visible. */
export function useBuckets (query: ChartQuery): UseQueryResult<ChartBuckets> {
  const client = useQueryClient()
  const options = bucketsQuery(useApi(), client, query.from === undefined ? query : { ...query, lead: LEAD })
  const found = useQuery(options)
  const isVisible = useSyncExternalStore(onVisibility, () => document.visibilityState === 'visible')
  const ids = [...new Set(found.data?.series.map(({ job_id }) => job_id) ?? query.jobs)]
  const steps = useLive(({ jobs }) => ids.map(id => jobs.get(id)?.progress.global_step ?? 0).join())
  const asked = useRef(steps)
  useEffect(() => {
    if (!isVisible || found.isFetching || steps === asked.current) return
    const wait_ms = Math.max(0, found.dataUpdatedAt + EVERY_MS - Date.now())
    const timer = setTimeout(() => {
      asked.current = steps
      void client.refetchQueries({ queryKey: options.queryKey, exact: true })
    }, wait_ms)
    return () => { clearTimeout(timer) }
  }, [steps, isVisible, found.isFetching])
  return found
}

function onVisibility (listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener)
  return () => { document.removeEventListener('visibilitychange', listener) }
}
