import { jobTitle } from '../../core/domain/job/job-title.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { parseModelId } from '../../core/domain/model-id.ts'
import { deleteOutput } from '../jobs/delete-output.ts'
import { isJobActive, isWaiting } from '../jobs/live-job.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import { isReplaced } from './models.ts'
import type { ModelRow, ModelRows } from './models.ts'

/**
 * Deletes the files of a model; its id goes on being listed, as not available. With `dry_run` it only refuses what it
 * would refuse.
 */
export type DeleteModel = (model_id: string, options?: { dry_run: boolean }) => Promise<void>

export interface DeleteModelDeps {
  rows: Pick<ModelRows, 'bySeq' | 'newestFinals'>
  job_dir: (job_id: string) => string
  job_numbered: (job_number: number) => LiveJob | undefined
  /** Runs one change at a time, so that no attempt begins to resume from what is being deleted. */
  inTurn: <T>(act: () => Promise<T>) => Promise<T>
}

/** Makes the function. Errors: model_not_found, file_gone, file_needed. */
export function createDeleteModel ({ rows, job_dir, job_numbered, inTurn }: DeleteModelDeps): DeleteModel {
  return async (model_id, { dry_run } = { dry_run: false }) => {
    const id = parseModelId(model_id)
    const row = id === null ? null : await rows.bySeq(id.job_number, id.seq)
    if (row === null) throw createAppError('model_not_found', { model_id })
    await inTurn(async () => {
      const job = job_numbered(row.job_number)
      if (job === undefined) throw createAppError('model_not_found', { model_id })
      refuseNeeded(job, row, model_id)
      if (dry_run) return
      const there = !await isReplaced(rows, row) && await deleteOutput(job_dir(job.record.job_id), row.file.path)
      if (!there) throw createAppError('file_gone', { id: model_id, problem: 'is missing on disk' })
    })
  }
}

function refuseNeeded (job: LiveJob, { kind, file }: ModelRow, id: string): void {
  const { waiting } = job.record
  if (isWaiting(job) && waiting?.resume_from === file.path) {
    throw createAppError('file_needed', {
      job: jobTitle(job.record), id, need: 'waits to resume from it',
      advice: 'stop the job to take it out of the queue first'
    })
  }
  if (!isJobActive(job)) return
  if (kind === 'final') {
    throw createAppError('file_needed', {
      job: jobTitle(job.record), id, need: 'is training and may write it', advice: 'stop it first'
    })
  }
  // Which backup an attempt loads, it says only once it has loaded it.
  if (kind === 'backup' && job.position.state.status === 'starting') {
    throw createAppError('file_needed', {
      job: jobTitle(job.record), id, need: 'is starting and may load it', advice: 'wait until it trains'
    })
  }
}
