import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ResumePoint } from '../../core/contract/training.ts'
import type { Progress } from '../../core/contract/values.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { isObject } from '../../core/domain/schema/json-schema.ts'
import type { Store } from '../store/store.ts'
import type { JobFolders } from '../jobs/folders.ts'
import type { LiveJob } from '../jobs/live-job.ts'

const MOST_BACKUPS = 100

interface ResumePointDeps { store: Pick<Store, 'eventsOfType'>, folders: Pick<JobFolders, 'jobDir'> }

/**
 * The newest complete backup of a job, and where it stands: a trainer that finds none would begin again without a word,
 * and one that has nothing left to do would end at once. Errors: nothing_to_resume, job_finished.
 */
export async function findResumePoint ({ store, folders }: ResumePointDeps, job: LiveJob): Promise<ResumePoint> {
  const { job_id, job_number } = job.record
  for (const { event } of await store.eventsOfType(job_number, 'backup_created', MOST_BACKUPS)) {
    if (event.type !== 'backup_created') continue
    const backup = event.file.path
    // meta.json is written last: a backup without it is not complete.
    const meta = await readMeta(join(folders.jobDir(job_id), backup, 'meta.json'))
    if (meta === undefined) continue
    const progress = progressOf(meta)
    const { epochs } = job.config
    if (progress !== null && typeof epochs === 'number' && progress.epoch >= epochs) {
      throw createAppError('job_finished', { job_id, epochs })
    }
    const where = progress === null ? '' : ` at step ${progress.global_step}`
    return { job_id, backup, progress, message: `resumes from backup ${basename(backup)}${where}` }
  }
  throw createAppError('nothing_to_resume', { job_id })
}

/** What is in it; undefined when there is none or it is cut off. */
async function readMeta (path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (error instanceof SyntaxError || code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
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
