import { createHash } from 'node:crypto'
import type { JobRecord } from '../../core/contract/job-record.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import type { AppError } from '../../core/domain/app-error.ts'
import type { LiveJob } from './live-job.ts'
import type { JobRegistry } from './registry.ts'

/** The error of a request under the key of another. */
export const conflictOf = (key: string): AppError =>
  createAppError('idempotency_conflict', { name: `Idempotency-Key "${key}"`, of: 'another request' })

/** What a job's record holds of the request that created it. */
export type IdempotencyRecord = NonNullable<JobRecord['idempotency']>

export const idempotencyRecord = (key: string, request: object): IdempotencyRecord =>
  ({ key, request_sha256: createHash('sha256').update(JSON.stringify(request)).digest('hex') })

/**
 * The job that an earlier request with the same key created, also if it is deleted by now. Errors:
 * idempotency_conflict, job_damaged.
 */
export function jobOfKey (
  registry: Pick<JobRegistry, 'all' | 'damaged' | 'deleted' | 'find'>, { key, request_sha256 }: IdempotencyRecord
): LiveJob | undefined {
  const made = [...registry.all(), ...registry.damaged(), ...registry.deleted()]
    .find(({ record }) => record.idempotency?.key === key)
  if (made !== undefined && made.record.idempotency?.request_sha256 !== request_sha256) {
    throw conflictOf(key)
  }
  return made === undefined || made.record.deleted !== null ? made : registry.find(made.record.job_id)
}
