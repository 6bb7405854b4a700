import { createAppError } from '../../core/domain/app-error.ts'
import { deleteOutput } from '../jobs/delete-output.ts'
import type { SampleRows } from './samples.ts'
import type { Thumbnails } from './thumbnails.ts'

/** Deletes the file of a sample and its thumbnail; its id goes on being listed, as not available. */
export type DeleteSample = (sample_id: string) => Promise<void>

interface DeleteSampleDeps {
  rows: Pick<SampleRows, 'byId'>
  job_dir: (job_id: string) => string
  thumbnails: Pick<Thumbnails, 'forget'>
}

/** Makes the function. Errors: sample_not_found, file_gone. */
export function createDeleteSample ({ rows, job_dir, thumbnails }: DeleteSampleDeps): DeleteSample {
  return async sample_id => {
    const row = await rows.byId(sample_id)
    if (row === null) throw createAppError('sample_not_found', { sample_id })
    const { path, bytes, sha256 } = row.file
    if (!await deleteOutput(job_dir(row.job_id), path, bytes)) {
      throw createAppError('file_gone', { id: sample_id, problem: 'is missing on disk' })
    }
    await thumbnails.forget(sha256)
  }
}
