import { createAppError } from '../../core/domain/app-error.ts'
import type { Clock } from '../../core/domain/clock.ts'
import type { Store } from '../store/store.ts'
import type { JobFolders } from './folders.ts'
import { isJobActive, isWaiting } from './registry.ts'
import type { LiveJob, JobRegistry } from './registry.ts'
import type { JobRecordStore } from './record-store.ts'

interface DeleteJobDeps { registry: JobRegistry, records: JobRecordStore, store: Pick<Store, 'removeJob' | 'jobs'>, folders: Pick<JobFolders, 'clear' | 'copyDamaged' | 'deleted'>, clock: Clock }

/**
 * Deletes a job: first job.json says so, then it is gone from memory, store and – if asked for – disk. job.json stays,
 * so that its number is never given again and a crash in between is made good. Errors: job_active, job_needed.
 */
export async function deleteJob ({ registry, records, store, folders, clock }: DeleteJobDeps, job: LiveJob, files: boolean): Promise<void> {
  const { job_id, job_number } = job.record
  if (isJobActive(job)) throw createAppError('job_active', { job_id, status: job.isReserved ? 'starting' : job.position.state.status })
  const needing = registry.all().filter(other => isWaiting(other) && other.record.after.includes(job_id))
  if (needing.length > 0) throw createAppError('job_needed', { job_id, count: needing.length })
  await records.update(job, { deleted: { at: new Date(clock.now()).toISOString(), files }, waiting: null })
  registry.remove(job)
  await store.removeJob(job_number)
  if (files) await folders.clear(job_id)
}

/** Deletes a job whose records cannot be used; where its files stay, its job.json stays beside the new one. */
export async function deleteDamagedJob (deps: DeleteJobDeps, job: LiveJob, files: boolean): Promise<void> {
  if (!files) await deps.folders.copyDamaged(job.record.job_id)
  await deleteJob(deps, job, files)
}

/** Ends the deletions that a crash cut short. */
export async function finishDeletions ({ store, folders }: Pick<DeleteJobDeps, 'store' | 'folders'>): Promise<void> {
  const kept = new Set((await store.jobs()).map(({ job_number }) => job_number))
  for (const { job_id, job_number, deleted } of await folders.deleted()) {
    if (kept.has(job_number)) await store.removeJob(job_number)
    if (deleted?.files === true) await folders.clear(job_id)
  }
}
