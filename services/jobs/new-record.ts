import { Value } from '@sinclair/typebox/value'
import { JobRecord } from '../../core/contract/job-record.ts'
import { PROTOCOL_VERSION } from '../../core/contract/values.ts'

type Named = 'job_id' | 'job_number' | 'job_slug' | 'trainer' | 'created_at' | 'job_name'

/** The record of a new job: what is given, and the default of everything else. */
export const newRecord = (given: Pick<JobRecord, Named> & Partial<JobRecord>): JobRecord =>
  Value.Default(JobRecord, { v: PROTOCOL_VERSION, ...given }) as JobRecord // as: what has no default is given
