import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../api/use-api.ts'
import { tagsQuery } from '../../charts/queries.ts'
import type { JobDetails } from '../../jobs/job-details.ts'

/** The metrics that each job has; undefined until known. Those of jobs that are over are asked once. */
export function useTags (jobs: readonly JobDetails[]): Array<string[] | undefined> {
  const isTraining = jobs.some(({ state }) => state.is_training)
  const { data } = useQuery({
    ...tagsQuery(useApi(), jobs.map(({ job_id }) => job_id)),
    placeholderData: before => before, // those of the jobs that were there already
    enabled: query => isTraining || query.state.data === undefined
  })
  return jobs.map(({ job_id }) => data?.jobs.find(one => one.job_id === job_id)?.tags.map(({ tag }) => tag))
}
