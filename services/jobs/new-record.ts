import type { JobRecord } from '../../core/contract/job-record.ts'
import { PROTOCOL_VERSION } from '../../core/contract/values.ts'

/** No retry by itself. */
export const noRetry = { max_retries: 0, delay_seconds: 30, stable_seconds: 600 }

/** What a record has where nothing else is said. */
const plain = {
  v: PROTOCOL_VERSION, notes: '', tags: [], priority: 0, device: 'auto', network_id: null, fork_of: null, after: [],
  retry: noRetry, retries_used: 0, idempotency: null, waiting: null, settled_attempt: 0, deleted: null
} satisfies Partial<JobRecord>

type Named = 'job_id' | 'job_number' | 'job_slug' | 'trainer' | 'created_at' | 'job_name'

/** The record of a new job. */
export const newRecord = (given: Pick<JobRecord, Named> & Partial<JobRecord>): JobRecord => ({ ...plain, ...given })
