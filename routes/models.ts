import { Type } from '@sinclair/typebox'
import { JobRef } from '../core/contract/jobs.ts'
import {
  FoundModels, Model, ModelDetails, ModelList, ModelMarkChange, ModelQuery, ModelSearch, PruneReply, PruneRequest
} from '../core/contract/models.ts'
import type { App } from '../src/http.ts'
import type { DeleteModel } from '../services/models/delete-model.ts'
import type { FindModels } from '../services/models/find-models.ts'
import type { PruneModels } from '../services/models/prune-models.ts'
import type { Models } from '../services/models/models.ts'
import { errors } from './replies.ts'
import { downloadReplies, rangeHeaders as headers, sendDownload } from './send-download.ts'

const tags = ['models']
const model_id = Type.String({
  maxLength: 64,
  description: 'Model id, or a job number: the newest final model of that job, otherwise its newest save',
  examples: ['1']
})
const params = Type.Object({ model_id })
const exact = Type.String({ maxLength: 64, description: 'Model id, from the list of a job', examples: ['m1-42'] })
const index = Type.String({
  pattern: '^(0|[1-9][0-9]{0,4})$',
  description: 'Index of the file in contents',
  examples: ['0']
})
const resumable = 'An interrupted download continues with Range and If-Range.'

export interface ModelsOptions {
  models: Models
  findModels: FindModels
  deleteModel: DeleteModel
  pruneModels: PruneModels
}

/** Backups and models: list, metadata, download, deletion. Files are addressed by id and index, never by path. */
export default async function models (
  app: App, { models, findModels, deleteModel, pruneModels }: ModelsOptions
): Promise<void> {
  app.get('/api/v1/training-jobs/:job/models', {
    schema: {
      operationId: 'listModels',
      summary: 'List the backups and models of a job',
      description: 'Newest first, page by page.',
      tags,
      params: Type.Object({ job: JobRef }),
      querystring: ModelQuery,
      response: { 200: ModelList, ...errors(404, 409) }
    }
  }, async request => await models.list(request.params.job, request.query))

  app.post('/api/v1/training-jobs/:job/models/prune', {
    schema: {
      operationId: 'pruneModels',
      summary: 'Delete the backups or saves that a rule does not keep',
      description: 'By default it only says what would be deleted, with its bytes; dry_run: false deletes it. With ' +
        'only, nothing but what was shown is deleted. The newest one is always kept, and what an attempt may load is ' +
        'refused by name.',
      tags,
      params: Type.Object({ job: JobRef }),
      body: PruneRequest,
      response: { 200: PruneReply, ...errors(404, 409) }
    }
  }, async request => await pruneModels(request.params.job, request.body))

  app.get('/api/v1/models', {
    schema: {
      operationId: 'findModels',
      summary: 'Find models of all jobs',
      description: 'Newest first, page by page, each with the name and the number of its job. Those of deleted jobs ' +
        'are left out.',
      tags,
      querystring: ModelSearch,
      response: { 200: FoundModels }
    }
  }, async request => await findModels(request.query))

  app.get('/api/v1/models/:model_id', {
    schema: {
      operationId: 'getModel',
      summary: 'Get a model',
      description: 'With its files and the metadata in their headers.',
      tags,
      params,
      response: { 200: ModelDetails, ...errors(404) }
    }
  }, async request => await models.get(request.params.model_id))

  app.patch('/api/v1/models/:model_id/mark', {
    schema: {
      operationId: 'markModel',
      summary: 'Choose a model of its job',
      description: 'At most one model of a job is chosen. A prune keeps it. The folder of the job holds the choice.',
      tags,
      params: Type.Object({ model_id: exact }),
      body: ModelMarkChange,
      response: { 200: Model, ...errors(404) }
    }
  }, async request => await models.mark(request.params.model_id, request.body))

  app.delete('/api/v1/models/:model_id', {
    schema: {
      operationId: 'deleteModel',
      summary: 'Delete a backup, a save or a final model',
      description: 'Deletes its files; the model goes on being listed with available: false. 409 file_needed while ' +
        'an attempt may load or write it. A job number in place of the id is refused.',
      tags,
      params: Type.Object({ model_id: exact }),
      response: { 204: Type.Null({ description: 'Its files are deleted' }), ...errors(404, 409) }
    }
  }, async (request, reply) => {
    await deleteModel(request.params.model_id)
    return await reply.code(204).send(null)
  })

  const whole = {
    operationId: 'downloadModel',
    summary: 'Download a model',
    description: `A folder is sent as an uncompressed tar archive. ${resumable}`,
    tags,
    params,
    headers,
    response: downloadReplies
  }
  const part = {
    operationId: 'downloadModelFile',
    summary: 'Download one file of a model',
    description: resumable,
    tags,
    params: Type.Object({ model_id, index }),
    headers,
    response: downloadReplies
  }
  // HEAD is a route of its own: the one Fastify makes from a GET would read the whole file and throw it away.
  app.get('/api/v1/models/:model_id/download', { exposeHeadRoute: false, schema: whole }, async (request, reply) =>
    await sendDownload(request, reply, await models.download(request.params.model_id)))
  app.head('/api/v1/models/:model_id/download', { schema: { ...whole, hide: true } }, async (request, reply) =>
    await sendDownload(request, reply, await models.download(request.params.model_id)))
  app.get(
    '/api/v1/models/:model_id/files/:index/download',
    { exposeHeadRoute: false, schema: part },
    async (request, reply) =>
      await sendDownload(
        request, reply,
        await models.downloadFile(request.params.model_id, Number(request.params.index))
      )
  )
  app.head(
    '/api/v1/models/:model_id/files/:index/download',
    { schema: { ...part, hide: true } },
    async (request, reply) =>
      await sendDownload(
        request, reply,
        await models.downloadFile(request.params.model_id, Number(request.params.index))
      )
  )
}
