import { useEffect, useMemo, useRef, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../../api/use-api.ts'
import type { LiveState } from '../../../live/state.ts'
import { useIsLive, useLiveClient } from '../../../live/use-live.ts'
import { machineHistoryQuery } from '../queries.ts'
import { mergeReadings, ofMoment, ofStats } from './readings.ts'
import type { Reading } from './readings.ts'

const USUAL_INTERVAL_SECONDS = 10

/** The load of the last hour: what the server kept, and what the stream has said since. */
export function useReadings () {
  const history = useQuery(machineHistoryQuery(useApi()))
  const interval_ms = (history.data?.interval_seconds ?? USUAL_INTERVAL_SECONDS) * 1000
  const heard = useHeard(interval_ms)
  useAfterReconnect(history.refetch)
  const readings = useMemo(
    () => mergeReadings([...(history.data?.moments ?? []).map(ofMoment), ...heard], interval_ms),
    [history.data, heard, interval_ms]
  )
  return { history, readings, interval_ms }
}

/** What the stream has said while the page is open. */
function useHeard (interval_ms: number): readonly Reading[] {
  const live = useLiveClient()
  const [heard, setHeard] = useState(() => withNewest([], live.snapshot(), interval_ms))
  useEffect(
    () => live.subscribe(() => { setHeard(before => withNewest(before, live.snapshot(), interval_ms)) }),
    [live, interval_ms]
  )
  return heard
}

function withNewest (before: readonly Reading[], { stats, jobs }: LiveState, interval_ms: number): readonly Reading[] {
  if (stats === null || before.at(-1)?.at === Date.parse(stats.timestamp)) return before
  const at_work = [...jobs.values()].flatMap(({ is_training, job_number }) =>
    is_training && job_number !== null ? [job_number] : [])
  return mergeReadings([...before, ofStats(stats, at_work)], interval_ms)
}

/** The server may have gone on measuring while the page did not hear it. */
function useAfterReconnect (refetch: () => unknown): void {
  const is_live = useIsLive()
  const was_live = useRef(false)
  const was_lost = useRef(false)
  useEffect(() => {
    if (!is_live && was_live.current) was_lost.current = true
    if (is_live && was_lost.current) {
      was_lost.current = false
      refetch()
    }
    was_live.current = is_live
  }, [is_live, refetch])
}
