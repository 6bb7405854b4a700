import { Type } from '@sinclair/typebox'
import { ConfigDocument, ConfigName, ListedName, LoadedConfig, RenameRequest } from '../core/contract/configs.ts'
import type { App } from '../src/http.ts'
import type { ConfigLibrary } from '../services/configs/config-library.ts'
import { errors } from './replies.ts'

const tags = ['config']
const named = Type.Object({ name: ConfigName })
const saved = Type.Object({
  name: { ...ListedName, description: 'Name of a saved config in GET /api/config/list', examples: ['my portrait'] }
})

/** `/api/config/saved/*`: configs saved under a name. */
export default async function savedConfigs (app: App, { configs }: { configs: ConfigLibrary }): Promise<void> {
  app.put('/api/config/saved/:name', {
    schema: {
      operationId: 'saveConfig',
      summary: 'Save a config',
      description: 'Replaces a saved config of that name. All defaults are filled in, so that later defaults do not ' +
        'change it.',
      tags,
      params: named,
      body: ConfigDocument,
      response: { 200: LoadedConfig, ...errors(422, 503) }
    }
  }, async request => await configs.save(request.params.name, request.body))

  app.delete('/api/config/saved/:name', {
    schema: {
      operationId: 'deleteConfig',
      summary: 'Delete a saved config',
      description: 'Presets and the configs in a checkout cannot be deleted.',
      tags,
      params: saved,
      response: { 204: Type.Null({ description: 'The config is deleted' }), ...errors(404) }
    }
  }, async (request, reply) => {
    await configs.remove(request.params.name)
    return await reply.code(204).send(null)
  })

  app.post('/api/config/saved/:name/rename', {
    schema: {
      operationId: 'renameConfig',
      summary: 'Rename a saved config',
      description: 'An existing name is refused with 409.',
      tags,
      params: saved,
      body: RenameRequest,
      response: { 204: Type.Null({ description: 'The config is renamed' }), ...errors(404, 409) }
    }
  }, async (request, reply) => {
    await configs.rename(request.params.name, request.body.name)
    return await reply.code(204).send(null)
  })
}
