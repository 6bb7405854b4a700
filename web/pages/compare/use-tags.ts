import { useQueries } from '@tanstack/react-query'
import { useApi } from '../../api/use-api.ts'
import { tagsQuery } from '../../charts/queries.ts'
import type { JobDetails } from '../../jobs/job-details.ts'

/** The metrics that each job has; undefined until known. A job that is over is asked once: it measures nothing more. */
export function useTags (jobs: readonly JobDetails[]): Array<string[] | undefined> {
  const api = useApi()
  const replies = useQueries({
    queries: jobs.map(({ job_id, state }) => ({
      ...tagsQuery(api, job_id),
      enabled: (query: { state: { data: unknown } }) => state.is_training || query.state.data === undefined
    }))
  })
  return replies.map(({ data }) => data?.tags.map(({ tag }) => tag))
}
