import type { QueryClient } from '@tanstack/react-query'
import type { JobDetails } from '../../jobs/job-details.ts'

type Names = Pick<JobDetails, 'job_id' | 'job_slug' | 'job_number'>

/** Drops what is known of a deleted job: until its page is left, a change would ask for it once more. */
export function forgetJob (client: Pick<QueryClient, 'removeQueries'>, { job_id, job_slug, job_number }: Names): void {
  const names: unknown[] = [job_id, job_slug, String(job_number)]
  client.removeQueries({
    predicate: ({ queryKey }) => names.includes(queryKey[1]) || JSON.stringify(queryKey).includes(job_id)
  })
}
