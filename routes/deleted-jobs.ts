import { Type } from '@sinclair/typebox'
import { DeletedJobList } from '../core/contract/deleted-jobs.ts'
import { JobRef } from '../core/contract/jobs.ts'
import type { App } from '../src/http.ts'
import type { DeletedJobs } from '../services/jobs/deleted-jobs.ts'
import { errors } from './replies.ts'

const tags = ['jobs']

/** `/api/v1/deleted-jobs`: deleted jobs whose files were kept. */
export default async function deletedJobs (
  app: App, { deletedJobs: jobs }: { deletedJobs: DeletedJobs }
): Promise<void> {
  app.get('/api/v1/deleted-jobs', {
    schema: {
      operationId: 'listDeletedJobs',
      summary: 'List deleted jobs whose files were kept',
      description: 'With the size of what is left: files that were kept, and those that could not be deleted.',
      tags,
      response: { 200: DeletedJobList }
    }
  }, async () => await jobs.list())

  app.delete('/api/v1/deleted-jobs/:deleted_job', {
    schema: {
      operationId: 'purgeDeletedJob',
      summary: 'Delete the files of a deleted job',
      description: 'Its samples, backups and models cannot be restored. Its number is not given again.',
      tags,
      params: Type.Object({ deleted_job: JobRef }),
      response: { 204: Type.Null({ description: 'Its files are deleted' }), ...errors(404, 503) }
    }
  }, async (request, reply) => {
    await jobs.purge(request.params.deleted_job)
    return await reply.code(204).send(null)
  })
}
