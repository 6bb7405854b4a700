import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { UseQueryResult } from '@tanstack/react-query'
import { useApi } from '../api/use-api.ts'
import type { ChartBuckets } from './bucket-store.ts'
import { bucketsQuery } from './queries.ts'
import type { ChartQuery } from './queries.ts'
import { useRefetchAtSteps } from './use-refetch-at-steps.ts'

const EVERY_MS = 2000
/** Steps before a part of the axis, after which the strongest smoothing has forgotten where it began. */
const LEAD = 1000

/** Metrics in shared buckets, to which new ones are appended while a job trains and the page is visible. */
export function useBuckets (query: ChartQuery): UseQueryResult<ChartBuckets> {
  const client = useQueryClient()
  const options = bucketsQuery(useApi(), client, query.from === undefined ? query : { ...query, lead: LEAD })
  const found = useQuery(options)
  const ids = [...new Set(found.data?.series.map(({ job_id }) => job_id) ?? query.jobs)]
  useRefetchAtSteps(ids, options.queryKey, found, EVERY_MS)
  return found
}
