import type { JobDetails } from '../../jobs/job-details.ts'

/** What is known of a name that the address holds. */
export interface NamedReply { name: string, data: JobDetails | undefined, error: RefusalLike | null }
interface RefusalLike { message: string, body?: { statusCode: number } | null }

/** A name without a job, and the server's reason. `was`: the name of the job that was deleted meanwhile. */
export interface MissingJob { name: string, why: string, was: string | null }

export interface Compared {
  jobs: JobDetails[]
  missing: MissingJob[]
  /** Whether some replies are on their way. */
  isLoading: boolean
}

/** The names of an address, each once. */
export const namesIn = (jobs: string | null): string[] =>
  [...new Set((jobs ?? '').split(',').map(name => name.trim()).filter(name => name !== ''))]

/** The jobs that are there, each once, and those that are not. A job that is gone is shown no longer. */
export function comparedOf (replies: readonly NamedReply[]): Compared {
  const jobs = new Map<string, JobDetails>()
  const missing: MissingJob[] = []
  for (const { name, data, error } of replies) {
    const isGone = error?.body?.statusCode === 404
    if (data !== undefined && !isGone) jobs.set(data.job_id, jobs.get(data.job_id) ?? data)
    else if (error !== null) missing.push({ name, why: error.message, was: data?.name ?? null })
  }
  return {
    jobs: [...jobs.values()],
    missing,
    isLoading: replies.some(({ data, error }) => data === undefined && error === null)
  }
}

/** The names without one job, whichever way the address names it. */
export const namesWithout = (names: readonly string[], { job_id, job_number, job_slug }: JobDetails): string[] =>
  names.filter(name => ![job_id, String(job_number), job_slug].includes(name))
