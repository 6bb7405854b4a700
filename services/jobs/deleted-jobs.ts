import type { DeletedJob, DeletedJobList } from '../../core/contract/jobs.ts'
import type { JobRecord } from '../../core/contract/job-record.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { listFolder } from '../files/list-folder.ts'
import type { JobFolders } from './folders.ts'

/** The jobs that were deleted and whose files were kept. */
export interface DeletedJobs {
  list: () => Promise<DeletedJobList>
  /** Deletes the files of one, which is named by its id, number or slug. Errors: deleted_job_not_found. */
  purge: (ref: string) => Promise<void>
}

const MOST_FILES = 1_000_000

/** They are read from their folders each time: nothing else knows of them. */
export function createDeletedJobs (
  { folders }: { folders: Pick<JobFolders, 'list' | 'jobDir' | 'writeRecord' | 'clear'> }
): DeletedJobs {
  async function records (): Promise<JobRecord[]> {
    const jobs = await folders.list()
    return jobs
      .flatMap(job => job.kind === 'readable' ? [job.record] : [])
      .filter(({ deleted }) => deleted?.files === false)
  }

  async function describe ({ job_id, job_number, job_slug, job_name, deleted }: JobRecord): Promise<DeletedJob> {
    const { files } = await listFolder(folders.jobDir(job_id), MOST_FILES)
    const kept = files.filter(({ path }) => path !== 'job.json') // it stays when the files are deleted
    const bytes = kept.reduce((sum, file) => sum + file.bytes, 0)
    return { job_id, job_number, job_slug, job_name, deleted_at: deleted!.at, files: kept.length, bytes }
  }

  return {
    async list () {
      const deleted_jobs: DeletedJob[] = []
      for (const record of await records()) deleted_jobs.push(await describe(record))
      return { deleted_jobs, bytes: deleted_jobs.reduce((sum, job) => sum + job.bytes, 0) }
    },
    async purge (ref) {
      const record = (await records()).find(({ job_id, job_number, job_slug }) =>
        [job_id, String(job_number), job_slug].includes(ref)
      )
      if (record === undefined) throw createAppError('deleted_job_not_found', { job: ref })
      // First in its record: the next server completes what a crash cuts short.
      await folders.writeRecord({ ...record, deleted: { at: record.deleted!.at, files: true } })
      await folders.clear(record.job_id)
    }
  }
}
