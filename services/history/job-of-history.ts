/** A job, as far as its history needs one. */
export interface JobOfHistory { job_id: string, job_number: number, job_slug: string, job_name: string, last_seq: number }
