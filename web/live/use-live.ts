import { createContext, useContext, useSyncExternalStore } from 'react'
import type { TrainingState } from '../../core/contract/training.ts'
import type { Live } from './live.ts'
import type { LiveState } from './state.ts'

export const LiveContext = createContext<Live | null>(null)

export function useLiveClient (): Live {
  const live = useContext(LiveContext)
  if (live === null) throw new Error('no LiveContext around this component')
  return live
}

/** A part of what the stream has said. `select` returns the same value as long as that part does not change. */
export function useLive<T> (select: (state: LiveState) => T): T {
  const live = useLiveClient()
  return useSyncExternalStore(live.subscribe, () => select(live.snapshot()))
}

/** The folded state of a job; undefined while the stream has said nothing about it. */
export const useJobState = (job_id: string | null): TrainingState | undefined =>
  useLive(({ jobs }) => job_id === null ? undefined : jobs.get(job_id))

/** Whether what is shown is as the server has it now, as is what came while the first connection is made. */
export const useIsLive = (): boolean =>
  useLive(({ connection: { phase }, server }) => phase === 'live' || (phase === 'connecting' && server === null))

/** The class of what may be outdated: `stale` while the connection is down. */
export const useStaleClass = (): string => useIsLive() ? '' : 'stale'
