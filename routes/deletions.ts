import { Type } from '@sinclair/typebox'
import { DeletedJobList, JobRef } from '../core/contract/jobs.ts'
import type { App } from '../src/http.ts'
import type { DeletedJobs } from '../services/jobs/deleted-jobs.ts'
import type { DeleteModel } from '../services/models/delete-model.ts'
import type { DeleteSample } from '../services/samples/delete-sample.ts'
import { errors } from './replies.ts'

const gone = (description: string) => ({ 204: Type.Null({ description }) })

interface Deletions { deletions: { model: DeleteModel, sample: DeleteSample, jobs: DeletedJobs } }

/** Deletes one backup, save, model or sample, and the files of jobs that were deleted without them. */
export default async function deletions (app: App, { deletions: { model, sample, jobs } }: Deletions): Promise<void> {
  app.delete('/api/v1/models/:model_id', {
    schema: {
      operationId: 'deleteModel',
      summary: 'Delete a backup, a save or a final model',
      description: 'Deletes its files; the model goes on being listed with available: false. 409 file_needed while ' +
        'an attempt may load or write it.',
      tags: ['models'],
      params: Type.Object({ model_id: Type.String({ maxLength: 64, description: 'Model id', examples: ['m1-42'] }) }),
      response: { ...gone('Its files are deleted'), ...errors(400, 404, 409) }
    }
  }, async (request, reply) => {
    await model(request.params.model_id)
    return await reply.code(204).send(null)
  })

  app.delete('/api/samples/:sample_id', {
    schema: {
      operationId: 'deleteSample',
      summary: 'Delete a sample',
      description: 'Deletes its file and thumbnail; the sample goes on being listed with available: false.',
      tags: ['samples'],
      params: Type.Object({ sample_id: Type.String({ maxLength: 64, description: 'Sample id', examples: ['s1-42'] }) }),
      response: { ...gone('Its file is deleted'), ...errors(400, 404) }
    }
  }, async (request, reply) => {
    await sample(request.params.sample_id)
    return await reply.code(204).send(null)
  })

  app.get('/api/v1/deleted-jobs', {
    schema: {
      operationId: 'listDeletedJobs',
      summary: 'List deleted jobs whose files were kept',
      description: 'With the size of what is kept.',
      tags: ['jobs'],
      response: { 200: DeletedJobList, ...errors(400) }
    }
  }, async () => await jobs.list())

  app.delete('/api/v1/deleted-jobs/:deleted_job', {
    schema: {
      operationId: 'purgeDeletedJob',
      summary: 'Delete the files of a deleted job',
      description: 'Its samples, backups and models cannot be restored. Its number is not given again.',
      tags: ['jobs'],
      params: Type.Object({ deleted_job: JobRef }),
      response: { ...gone('Its files are deleted'), ...errors(400, 404) }
    }
  }, async (request, reply) => {
    await jobs.purge(request.params.deleted_job)
    return await reply.code(204).send(null)
  })
}
