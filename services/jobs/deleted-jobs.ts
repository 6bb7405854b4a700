import { readdir } from 'node:fs/promises'
import type { DeletedJob, DeletedJobList } from '../../core/contract/deleted-jobs.ts'
import type { JobRecord } from '../../core/contract/job-record.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { createSerialiser } from '../files/serialise.ts'
import { ifExists } from '../files/if-exists.ts'
import { listFolder } from '../files/list-folder.ts'
import { clearFolder } from './delete-job.ts'
import type { JobFolders } from './folders.ts'

/** The jobs that were deleted and of which files are left: they were kept, or could not be deleted. */
export interface DeletedJobs {
  list: () => Promise<DeletedJobList>
  /** Deletes the files of one, which is named by its id, number or slug. Errors: deleted_job_not_found, files_left. */
  purge: (ref: string) => Promise<void>
}

const MOST_FILES = 1_000_000

/** They are read from their folders each time: nothing else knows of them. */
export function createDeletedJobs (
  { folders }: { folders: Pick<JobFolders, 'list' | 'jobDir' | 'writeRecord' | 'clear'> }
): DeletedJobs {
  const inOrder = createSerialiser()

  async function records (): Promise<JobRecord[]> {
    const jobs = await folders.list()
    return jobs
      .flatMap(job => job.kind === 'readable' ? [job.record] : [])
      .filter(({ deleted }) => deleted !== null)
  }

  async function hasFiles ({ job_id }: JobRecord): Promise<boolean> {
    const names = await ifExists(readdir(folders.jobDir(job_id))) ?? []
    return names.some(name => name !== 'job.json')
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
      for (const record of await records()) {
        if (await hasFiles(record)) deleted_jobs.push(await describe(record))
      }
      return { deleted_jobs, bytes: deleted_jobs.reduce((sum, job) => sum + job.bytes, 0) }
    },
    async purge (ref) {
      await inOrder(async () => {
        const record = (await records()).find(({ job_id, job_number, job_slug }) =>
          [job_id, String(job_number), job_slug].includes(ref)
        )
        if (record === undefined || !await hasFiles(record)) throw createAppError('deleted_job_not_found', { job: ref })
        // First in its record: the next server completes what a crash cuts short.
        await folders.writeRecord({ ...record, deleted: { at: record.deleted!.at, files: true } })
        await clearFolder(folders, record)
      })
    }
  }
}
