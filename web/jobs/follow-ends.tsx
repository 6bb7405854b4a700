import { useEffect, useRef } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import type { Queue } from '../../core/contract/queue.ts'
import { useLive } from '../live/use-live.ts'
import { endOf, haveMoved } from './moved-ends.ts'
import type { Ends } from './moved-ends.ts'

/** The first estimates of a training differ much: nothing is asked anew sooner than this after a reply. */
const LEAST_MS = 10_000

/**
 * Shows nothing. It asks for the queue anew once the trainings at work end otherwise than the expected starts of that
 * reply assume: no event tells it. `since` is when the reply came.
 */
export function FollowEnds ({ devices, since }: { devices: Queue['devices'], since: number }) {
  const client = useQueryClient()
  const jobs = useLive(({ jobs }) => jobs)
  const asked = useRef<{ since: number, ends: Ends }>({ since: 0, ends: new Map() })
  useEffect(() => {
    const states = devices.flatMap(({ job_id }) => jobs.get(job_id ?? '') ?? [])
    const ends = new Map(states.map(state => [state.job_id ?? '', endOf(state)]))
    const now = Date.now()
    if (asked.current.since !== since) asked.current = { since, ends }
    else if (now - since > LEAST_MS && haveMoved(asked.current.ends, ends, now)) {
      asked.current = { since, ends }
      void client.invalidateQueries({ queryKey: ['queue'] })
    }
  }, [jobs, devices, since])
  return null
}
