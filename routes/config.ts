import { Type } from '@sinclair/typebox'
import {
  ActivateRequest,
  ConfigDiff,
  ConfigDocument,
  ConfigList,
  ConfigValidation,
  CurrentConfig,
  ImportRequest,
  JsonSchema,
  ListedName,
  LoadedConfig,
  Secrets
} from '../core/contract/configs.ts'
import type { App } from '../src/http.ts'
import type { ConfigLibrary } from '../services/configs/config-library.ts'
import { errors } from './replies.ts'

const tags = ['config']
const listed = Type.Object({ name: ListedName })

/** `/api/config/*`: configs and the active config. */
export default async function config (app: App, { configs }: { configs: ConfigLibrary }): Promise<void> {
  app.get('/api/config/current', {
    schema: {
      operationId: 'getCurrentConfig',
      summary: 'Get the config that a start would train',
      description: 'What a start without a config trains, with all defaults filled in: the active config, or the ' +
        'defaults where none is active. A training that runs has its own: GET /api/v1/training-jobs/{job} shows it.',
      tags,
      response: { 200: CurrentConfig, ...errors(409, 503) }
    }
  }, async () => configs.current())

  app.put('/api/config/current', {
    schema: {
      operationId: 'activateConfig',
      summary: 'Activate a config',
      description: 'By the name of a listed config, or inline. The active config survives a restart; running ' +
        'trainings keep their own config.',
      tags,
      body: ActivateRequest,
      response: { 200: LoadedConfig, ...errors(404, 422, 503) }
    }
  }, async request => await configs.activate(request.body))

  app.get('/api/config/list', {
    schema: {
      operationId: 'listConfigs',
      summary: 'List the loadable configs',
      description: 'Presets, saved configs and, with OneTrainer, the configs in the checkout.',
      tags,
      response: { 200: ConfigList, ...errors(503) }
    }
  }, async () => await configs.list())

  app.get('/api/config/load/:name', {
    schema: {
      operationId: 'loadConfig',
      summary: 'Load a config',
      description: 'Returns the config and changes nothing; PUT /api/config/current activates it.',
      tags,
      params: listed,
      response: { 200: LoadedConfig, ...errors(404, 422, 503) }
    }
  }, async request => await configs.load(request.params.name))

  app.post('/api/config/validate', {
    config: { changes: false },
    schema: {
      operationId: 'validateConfig',
      summary: 'Check a config',
      description: 'Answers 200 for valid and invalid configs and changes nothing. The check includes this machine: ' +
        'folders, disk space and packages.',
      tags,
      body: ConfigDocument,
      response: { 200: ConfigValidation, ...errors(503) }
    }
  }, async request => await configs.check(request.body))

  app.get('/api/config/schema', {
    schema: {
      operationId: 'getConfigSchema',
      summary: 'Get the config schema',
      description: 'JSON Schema of the configs of the configured trainer.',
      tags,
      response: { 200: JsonSchema, ...errors(409, 503) }
    }
  }, async () => configs.schema())

  app.get('/api/config/defaults', {
    schema: {
      operationId: 'getConfigDefaults',
      summary: 'Get the default config',
      description: 'The config that an empty config stands for.',
      tags,
      response: { 200: LoadedConfig, ...errors(409, 503) }
    }
  }, async () => configs.defaults())

  app.get('/api/config/diff', {
    schema: {
      operationId: 'diffConfig',
      summary: 'Compare a config with the defaults',
      description: 'Returns each field that differs from its default.',
      tags,
      querystring: Type.Object(
        {
          name: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 100,
              description: 'Name of a listed config; default: the active config'
            })
          )
        },
        { additionalProperties: false }
      ),
      response: { 200: ConfigDiff, ...errors(404, 409, 422, 503) }
    }
  }, async request => await configs.diff(request.query.name))

  app.post('/api/config/import', {
    schema: {
      operationId: 'importConfig',
      summary: 'Import an exported config',
      description: 'OneTrainer migrates configs of older versions. With a name the config is saved; without one it ' +
        'is only returned.',
      tags,
      body: ImportRequest,
      response: { 200: LoadedConfig, ...errors(422, 503) }
    }
  }, async request => await configs.importConfig(request.body))

  app.put('/api/config/secrets', {
    schema: {
      operationId: 'setSecrets',
      summary: 'Set the secrets of the trainer',
      description: 'Secrets are stored on the server, passed to trainings in their environment, and never returned. ' +
        'The built-in trainer has none and answers 400.',
      tags,
      body: Secrets,
      response: { 204: Type.Null({ description: 'The secrets are stored' }) }
    }
  }, async (request, reply) => {
    await configs.setSecrets(request.body)
    return await reply.code(204).send(null)
  })
}
