import { useEffect } from 'react'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../api/use-api.ts'
import { anchorOf } from './anchor.ts'
import { matrixQuery, nothingNewer, newerSamplesQuery } from './queries.ts'

/**
 * The samples of a job by step and prompt, and what was drawn since they came. While samples are drawn only the new
 * ones are asked for; when those are many, the pages are read anew.
 */
export function useMatrix (job_id: string, newest_first: boolean) {
  const api = useApi()
  const client = useQueryClient()
  const options = matrixQuery(api, job_id, newest_first)
  const query = useInfiniteQuery(options)
  const anchor = anchorOf(query.data?.pages ?? [], newest_first)
  const { data: newer = nothingNewer } = useQuery(newerSamplesQuery(api, job_id, anchor))
  useEffect(() => {
    if (newer.later !== null) void client.invalidateQueries({ queryKey: options.queryKey })
  }, [newer.later])
  return { query, newer }
}
