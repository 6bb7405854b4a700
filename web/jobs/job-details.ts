import type { components } from '../api/schema.d.ts'

/** A job with its config and its whole state. */
export type JobDetails = components['schemas']['JobDetails']
