/** What messages call a job: its name, and its number where the name does not say it. */
export function jobTitle ({ job_name, job_number }: { job_name: string | null, job_number: number | null }): string {
  const numbered = `Training ${job_number}`
  return job_name === null || job_name === numbered ? numbered : `"${job_name}" (job ${job_number})`
}
