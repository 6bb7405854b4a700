import { Type } from '@sinclair/typebox'
import { ActivateRequest, ConfigDiff, ConfigDocument, ConfigList, ConfigName, ConfigValidation, ImportRequest, JsonSchema, ListedName, LoadedConfig, RenameRequest, Secrets } from '../core/contract/configs.ts'
import type { App } from '../src/http.ts'
import type { ConfigLibrary } from '../services/configs/builtin-library.ts'
import { errors } from './replies.ts'

const tags = ['config']
const named = Type.Object({ name: ConfigName })
const listed = Type.Object({ name: ListedName })

/** `/api/config/*`: which configs there are, and which one is active. */
export default async function config (app: App, { configs }: { configs: ConfigLibrary }): Promise<void> {
  app.get('/api/config/current', {
    schema: { operationId: 'getCurrentConfig', summary: 'The active config', tags, response: { 200: LoadedConfig, ...errors(409) } }
  }, async () => configs.current())

  app.put('/api/config/current', {
    schema: {
      operationId: 'activateConfig',
      summary: 'Make a config the active one',
      description: 'By the name of a config of the list, or with the config itself. It stays active over a restart; a training that runs keeps its own.',
      tags,
      body: ActivateRequest,
      response: { 200: LoadedConfig, ...errors(400, 404, 413, 415, 422, 503) }
    }
  }, async request => await configs.activate(request.body))

  app.get('/api/config/list', {
    schema: { operationId: 'listConfigs', summary: 'The configs that can be loaded', tags, response: { 200: ConfigList, ...errors(503) } }
  }, async () => await configs.list())

  app.get('/api/config/load/:name', {
    schema: {
      operationId: 'loadConfig',
      summary: 'One config of the list',
      description: 'Only shows it: PUT /api/config/current makes it the active one.',
      tags,
      params: listed,
      response: { 200: LoadedConfig, ...errors(400, 404, 422, 503) }
    }
  }, async request => await configs.load(request.params.name))

  app.post('/api/config/validate', {
    schema: {
      operationId: 'validateConfig',
      summary: 'Check a config: everything that is wrong, at once',
      description: 'Answers 200 whether the config is valid or not, and changes nothing. Asks this machine too: whether folders are there, the disk has room, packages are installed.',
      tags,
      body: ConfigDocument,
      response: { 200: ConfigValidation, ...errors(400, 413, 415, 503) }
    }
  }, async request => await configs.check(request.body))

  app.get('/api/config/schema', {
    schema: { operationId: 'getConfigSchema', summary: 'What may be in a config', tags, response: { 200: JsonSchema, ...errors(409, 503) } }
  }, async () => configs.schema())

  app.get('/api/config/defaults', {
    schema: { operationId: 'getConfigDefaults', summary: 'What an empty config stands for', tags, response: { 200: LoadedConfig, ...errors(409, 503) } }
  }, async () => configs.defaults())

  app.get('/api/config/diff', {
    schema: {
      operationId: 'diffConfig',
      summary: 'Where a config differs from the defaults',
      tags,
      querystring: Type.Object({ name: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'A config of the list; the active one if left out' })) }, { additionalProperties: false }),
      response: { 200: ConfigDiff, ...errors(400, 404, 409, 422, 503) }
    }
  }, async request => await configs.diff(request.query.name))

  app.post('/api/config/import', {
    schema: {
      operationId: 'importConfig',
      summary: 'Take in a config that was exported, of any version',
      description: 'OneTrainer itself brings an older one up to date. With a name it is kept under that name; without one it is only shown.',
      tags,
      body: ImportRequest,
      response: { 200: LoadedConfig, ...errors(400, 413, 415, 422, 503) }
    }
  }, async request => await configs.importConfig(request.body))

  app.put('/api/config/saved/:name', {
    schema: {
      operationId: 'saveConfig',
      summary: 'Keep a config under a name',
      description: 'One of that name is replaced. It is kept with every default filled in, so that an upgrade changes nothing in it.',
      tags,
      params: named,
      body: ConfigDocument,
      response: { 200: LoadedConfig, ...errors(400, 413, 415, 422, 503) }
    }
  }, async request => await configs.save(request.params.name, request.body))

  app.delete('/api/config/saved/:name', {
    schema: { operationId: 'deleteConfig', summary: 'Forget a saved config', tags, params: listed, response: { 204: Type.Null({ description: 'It is gone' }), ...errors(400, 404) } }
  }, async (request, reply) => {
    await configs.remove(request.params.name)
    return await reply.code(204).send(null)
  })

  app.post('/api/config/saved/:name/rename', {
    schema: {
      operationId: 'renameConfig',
      summary: 'Give a saved config another name',
      description: 'Nothing is replaced by it: a name that is taken is a 409.',
      tags,
      params: listed,
      body: RenameRequest,
      response: { 204: Type.Null({ description: 'It has the new name' }), ...errors(400, 404, 409, 413, 415) }
    }
  }, async (request, reply) => {
    await configs.rename(request.params.name, request.body.name)
    return await reply.code(204).send(null)
  })

  app.put('/api/config/secrets', {
    schema: {
      operationId: 'setSecrets',
      summary: 'Tell the trainer what nobody else may know',
      description: 'They are kept on the server, handed to trainings in their environment, and never shown.',
      tags,
      body: Secrets,
      response: { 204: Type.Null({ description: 'They are kept' }), ...errors(400, 413, 415) }
    }
  }, async (request, reply) => {
    await configs.setSecrets(request.body)
    return await reply.code(204).send(null)
  })
}
