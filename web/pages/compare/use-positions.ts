import { useEffect, useMemo, useState } from 'react'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { Alignment } from '../../../core/contract/sample-matrix.ts'
import { useApi } from '../../api/use-api.ts'
import type { JobDetails } from '../../jobs/job-details.ts'
import { from, nearest, newestShared, positionsOf, reachedByAll, until } from './positions.ts'
import type { JobPlace } from './positions.ts'
import { positionsQuery } from './queries.ts'

/** Where a job is, of what its state says. */
export const jobPlace = ({ state, status }: JobDetails): JobPlace => ({
  step: state.progress.global_step,
  steps_per_epoch: state.max_step,
  total_steps: state.max_step * state.max_epoch,
  is_over: ['succeeded', 'failed', 'stopped'].includes(status)
})

/**
 * The positions of the jobs' samples and which one is shown: the chosen one, else the newest that most jobs share.
 * They are loaded around that one; more come when an end is reached.
 */
export function usePositions (jobs: readonly JobDetails[], align: Alignment, chosen: number | null) {
  const ids = jobs.map(({ job_id }) => job_id)
  const scope = `${align} ${ids.join()}`
  const [start, setStart] = useState(() => ({ scope, first: firstPage(jobs, align, chosen) }))
  const first = start.scope === scope ? start.first : firstPage(jobs, align, chosen)
  if (start.scope !== scope) setStart({ scope, first }) // of other jobs
  const query = useInfiniteQuery(positionsQuery(useApi(), ids, align, first))
  const positions = useMemo(() => positionsOf(query.data?.pages ?? []), [query.data])
  const place = chosen === null ? newestShared(positions) : nearest(positions, chosen)
  const isEmpty = query.data !== undefined && positions.length === 0
  useEffect(() => { // nothing stands on that side
    if (isEmpty && Object.keys(first).length > 0) setStart({ scope, first: {} })
  }, [isEmpty])
  useEffect(() => {
    if (query.isFetching || query.isError || positions.length === 0) return
    if (place === 0 && query.hasPreviousPage) void query.fetchPreviousPage()
    else if (place === positions.length - 1 && query.hasNextPage) void query.fetchNextPage()
  }, [place, positions.length, query.isFetching])
  return { query, positions, place }
}

function firstPage (jobs: readonly JobDetails[], align: Alignment, chosen: number | null) {
  if (chosen !== null) return from(chosen)
  const reached = reachedByAll(align, jobs.map(jobPlace))
  return reached === null ? {} : until(reached)
}
