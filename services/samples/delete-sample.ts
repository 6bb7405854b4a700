import { createAppError } from '../../core/domain/app-error.ts'
import type { ContentHashes } from '../files/content-hash.ts'
import { deleteOutput } from '../jobs/delete-output.ts'
import type { SampleRows } from './samples.ts'
import type { Thumbnails } from './thumbnails.ts'

/** Deletes the file of a sample and its thumbnail; its id goes on being listed, as not available. */
export type DeleteSample = (sample_id: string) => Promise<void>

interface DeleteSampleDeps {
  rows: Pick<SampleRows, 'byIds'>
  job_dir: (job_id: string) => string
  contents: { thumbnails: Pick<Thumbnails, 'forget'>, hashes: ContentHashes }
}

/** Makes the function. Errors: sample_not_found, file_gone, file_changed. */
export function createDeleteSample ({ rows, job_dir, contents }: DeleteSampleDeps): DeleteSample {
  return async sample_id => {
    const [row] = await rows.byIds([sample_id])
    if (row === undefined) throw createAppError('sample_not_found', { sample_id })
    const { path, sha256 } = row.file
    const dir = job_dir(row.job_id)
    const gone = createAppError('file_gone', { id: sample_id, problem: 'is missing on disk' })
    const found = await contents.hashes.inside(dir, path)
    if (found === null) throw gone
    // Another sample was written over it: that one is not what is to be deleted.
    if (found.sha256 !== sha256) throw createAppError('file_changed', { id: sample_id })
    if (!await deleteOutput(dir, path)) throw gone
    await contents.thumbnails.forget({ job_id: row.job_id, sha256 })
  }
}
