import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { count, shape } from './define.ts'
import { Name } from './jobs.ts'
import { JobId, Timestamp } from './values.ts'

export const DeletedJob = shape('DeletedJob', 'Deleted job of which files are left', {
  job_id: JobId,
  job_number: count('Job number'),
  job_slug: Type.String(),
  job_name: Name,
  deleted_at: Timestamp,
  files: count('Number of files in its folder'),
  bytes: count('Bytes of these files')
})
export type DeletedJob = Static<typeof DeletedJob>
export const DeletedJobList = shape('DeletedJobList', 'Deleted jobs of which files are left, by number', {
  deleted_jobs: Type.Array(DeletedJob),
  bytes: count('Bytes of all their files')
})
export type DeletedJobList = Static<typeof DeletedJobList>
