import { relative } from 'node:path'
import { jobTitle } from '../../core/domain/job/job-title.ts'
import type { JobRecord } from '../../core/contract/job-record.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { timestampNow } from '../../core/domain/clock.ts'
import { errorCode } from '../../core/domain/file-error.ts'
import type { Store } from '../store/store.ts'
import type { JobFolders } from './folders.ts'
import { isJobActive, isWaiting, statusOf } from './live-job.ts'
import type { LiveJob } from './live-job.ts'
import { summary } from './registry.ts'
import type { JobRegistry } from './registry.ts'
import type { JobRecordStore } from './record-store.ts'

interface DeleteJobDeps {
  registry: JobRegistry
  records: JobRecordStore
  store: Pick<Store, 'removeJob' | 'jobs'>
  folders: Pick<JobFolders, 'clear' | 'copyDamaged' | 'jobDir' | 'read'>
  /** Whether a process of the job still trains although its records are damaged. */
  isUnfollowed: (job: LiveJob) => boolean
  clock: Clock
}

/**
 * Deletes a job: first in job.json, then in memory, in the store and – if asked for – its files. job.json stays, so
 * that its number is never given again and the next server completes a deletion that a crash cut short. Errors:
 * job_active, job_needed, files_left.
 */
export async function deleteJob (deps: DeleteJobDeps, job: LiveJob, files: boolean): Promise<void> {
  const { registry, records, store, folders, isUnfollowed, clock } = deps
  const { job_number } = job.record
  if (isJobActive(job) || isUnfollowed(job)) {
    throw createAppError('job_active', { job: jobTitle(job.record), status: statusOf(job) })
  }
  await refuseNeeded(deps, job)
  const deleted = { at: timestampNow(clock), files }
  await records.update(job, { deleted, waiting: null })
  registry.remove(job)
  registry.addDeleted(job.record)
  await store.removeJob(job_number)
  if (files) await clearFolder(folders, job.record)
}

async function refuseNeeded (deps: DeleteJobDeps, job: LiveJob): Promise<void> {
  const { job_id } = job.record
  const refuse = (needing: LiveJob[], problem: string): void => {
    if (needing.length === 0) return
    throw createAppError('job_needed', { job: jobTitle(job.record), problem }, { jobs: needing.map(summary) })
  }
  const waiting = deps.registry.all().filter(other => isWaiting(other) && other.record.after.includes(job_id))
  refuse(waiting, `${waiting.length} waiting job(s) depend on it; delete or stop them first`)
  const damaged = await damagedFollowers(deps, job)
  const names = damaged.map(({ record }) => jobTitle(record)).join(', ')
  refuse(damaged, `${names} may depend on it and cannot be read; repair or delete that first`)
}

/**
 * The damaged jobs that may wait for a job. They are younger: a job follows those that are there before it. That the
 * store does not have one as queued, or that its record names others, clears it.
 */
async function damagedFollowers (
  { registry, folders, store }: DeleteJobDeps, { record: { job_id, job_number } }: LiveJob
): Promise<LiveJob[]> {
  const cleared = new Set((await store.jobs()).filter(({ state }) => state.status !== 'queued').map(row => row.job_id))
  const followers: LiveJob[] = []
  for (const other of registry.damaged()) {
    if (other.record.job_number <= job_number || cleared.has(other.record.job_id)) continue
    const found = await folders.read(other.record.job_id).catch(() => null) // that it cannot be read is known
    const after = found?.kind === 'readable' ? found.record.after : found?.known.after
    if (after === undefined || after.includes(job_id)) followers.push(other)
  }
  return followers
}

/** Deletes the files of a deleted job. Errors: files_left. */
export async function clearFolder (
  folders: Pick<JobFolders, 'clear' | 'jobDir'>, record: Pick<JobRecord, 'job_id' | 'job_name' | 'job_number'>
): Promise<void> {
  const { job_id } = record
  try {
    await folders.clear(job_id)
  } catch (cause) {
    const path = cause instanceof Error && 'path' in cause ? String(cause.path) : folders.jobDir(job_id)
    const file = relative(folders.jobDir(job_id), path)
    throw createAppError('files_left', { job: jobTitle(record), job_id, file, cause: errorCode(cause) }, { cause })
  }
}

/** Deletes a job whose records cannot be used. Where its files stay, its damaged job.json stays beside the new one. */
export async function deleteDamagedJob (deps: DeleteJobDeps, job: LiveJob, files: boolean): Promise<void> {
  if (!files) await deps.folders.copyDamaged(job.record.job_id)
  await deleteJob(deps, job, files)
}

interface FinishDeps extends Pick<DeleteJobDeps, 'store' | 'folders'> {
  log: { warn: (facts: object, message: string) => void }
}

/** Completes the deletions that a crash cut short. What fails is left for the next start. */
export async function finishDeletions ({ store, folders, log }: FinishDeps, records: JobRecord[]): Promise<void> {
  const numbers = new Map((await store.jobs()).map(({ job_id, job_number }) => [job_id, job_number]))
  for (const { job_id, deleted } of records) {
    try {
      const job_number = numbers.get(job_id)
      if (job_number !== undefined) await store.removeJob(job_number)
      if (deleted?.files === true) await folders.clear(job_id)
    } catch (err) {
      log.warn({ err, job_id }, 'a deleted job could not be removed whole; the next start tries again')
    }
  }
}
