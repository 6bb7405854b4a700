import { useEffect, useRef, useSyncExternalStore } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import type { QueryKey, UseQueryResult } from '@tanstack/react-query'
import { useLive } from '../live/use-live.ts'

type Reply = Pick<UseQueryResult, 'dataUpdatedAt' | 'isFetching'>

/**
 * Asks anew for a reply about some jobs once they trained more steps, at most every so many milliseconds and only
 * while the page is visible. Where nothing trains, nothing is asked.
 */
export function useRefetchAtSteps (
  jobs: readonly string[], queryKey: QueryKey, { dataUpdatedAt, isFetching }: Reply, every_ms: number
): void {
  const client = useQueryClient()
  const isVisible = useSyncExternalStore(onVisibility, () => document.visibilityState === 'visible')
  const steps = useLive(live => jobs.map(id => live.jobs.get(id)?.progress.global_step ?? 0).join())
  const asked = useRef(steps)
  useEffect(() => {
    if (!isVisible || isFetching || steps === asked.current) return
    const timer = setTimeout(() => {
      asked.current = steps
      void client.refetchQueries({ queryKey, exact: true })
    }, Math.max(0, dataUpdatedAt + every_ms - Date.now()))
    return () => { clearTimeout(timer) }
  }, [steps, isVisible, isFetching])
}

function onVisibility (listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener)
  return () => { document.removeEventListener('visibilitychange', listener) }
}
