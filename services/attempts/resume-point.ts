import { jobTitle } from '../../core/domain/job/job-title.ts'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ResumePoint } from '../../core/contract/training.ts'
import type { Progress } from '../../core/contract/values.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { parseModelId } from '../../core/domain/model-id.ts'
import { isObject } from '../../core/domain/schema/json-schema.ts'
import type { ModelRows } from '../models/models.ts'
import type { Store } from '../store/store.ts'
import type { JobFolders } from '../jobs/folders.ts'
import { statusOf } from '../jobs/live-job.ts'
import type { LiveJob } from '../jobs/live-job.ts'

const MOST_BACKUPS = 100

interface ResumePointDeps {
  store: Pick<Store, 'eventsOfType'>
  models: Pick<ModelRows, 'bySeq'>
  folders: Pick<JobFolders, 'jobDir'>
}

/** Where a job would go on: from its newest complete backup, or from the one that a model id names. */
export type FindResumePoint = (job: LiveJob, model_id?: string) => Promise<ResumePoint>

/**
 * Makes the function. It says where the backup stands: a trainer that finds none would begin again without a word, and
 * one that has nothing left to do would end at once. Errors: nothing_to_resume, job_finished; of a model id also
 * backup_not_found, file_gone.
 */
export function createFindResumePoint ({ store, models, folders }: ResumePointDeps): FindResumePoint {
  /** Null where the backup is not complete. */
  async function pointAt (job: LiveJob, backup: string): Promise<ResumePoint | null> {
    const { job_id } = job.record
    // meta.json is written last: a backup without it is not complete.
    const meta = await readMeta(join(folders.jobDir(job_id), backup, 'meta.json'))
    if (meta === undefined) return null
    const progress = progressOf(meta)
    const { epochs } = job.config
    if (progress !== null && typeof epochs === 'number' && progress.epoch >= epochs) {
      throw createAppError('job_finished', { job: jobTitle(job.record), epochs })
    }
    const where = progress === null ? '' : ` at step ${progress.global_step}`
    return { job_id, backup, progress, message: `resumes from backup ${basename(backup)}${where}` }
  }

  async function named (job: LiveJob, model_id: string): Promise<ResumePoint> {
    const { job_id, job_number } = job.record
    const of_job = parseModelId(model_id)
    const row = of_job?.job_number === job_number ? await models.bySeq(job_number, of_job.seq) : null
    if (row?.kind !== 'backup') {
      throw createAppError('backup_not_found', { job: jobTitle(job.record), job_id, model_id })
    }
    const point = await pointAt(job, row.file.path)
    if (point === null) throw createAppError('file_gone', { id: model_id, problem: 'is missing or changed on disk' })
    return point
  }

  async function newest (job: LiveJob): Promise<ResumePoint> {
    const { job_number } = job.record
    for (const { event } of await store.eventsOfType(job_number, 'backup_created', MOST_BACKUPS)) {
      const point = event.type === 'backup_created' ? await pointAt(job, event.file.path) : null
      if (point !== null) return point
    }
    throw createAppError('nothing_to_resume', { job: jobTitle(job.record) })
  }

  return async (job, model_id) => model_id === undefined ? await newest(job) : await named(job, model_id)
}

/** A training that is held goes on where it is: a backup cannot be named for a job at work. Errors: job_active. */
export function refuseBackup (job: LiveJob, model_id: string | undefined): void {
  if (model_id !== undefined) throw createAppError('job_active', { job: jobTitle(job.record), status: statusOf(job) })
}

/** What is in it; undefined where it cannot be read or is cut off: an older backup is better than none. */
async function readMeta (path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** OneTrainer and the built-in trainer both write `train_progress`; null when it is not all there. */
function progressOf (meta: unknown): Progress | null {
  const found = isObject(meta) && isObject(meta.train_progress) ? meta.train_progress : {}
  const { epoch, epoch_step, epoch_sample, global_step } = found
  const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0
  return isCount(epoch) && isCount(epoch_step) && isCount(epoch_sample) && isCount(global_step)
    ? { epoch, epoch_step, epoch_sample, global_step }
    : null
}
