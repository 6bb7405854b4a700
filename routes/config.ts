import { Type } from '@sinclair/typebox'
import { ActivateRequest, ConfigDocument, ConfigList, ConfigName, ConfigValidation, LoadedConfig } from '../src/contract/configs.ts'
import type { App } from '../src/http.ts'
import type { ConfigLibrary } from '../services/config-library.ts'
import { errors } from './replies.ts'

const tags = ['config']
const JsonSchema = Type.Record(Type.String(), Type.Unknown(), { title: 'JsonSchema', description: 'A JSON Schema, draft 2020-12' })

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
      response: { 200: LoadedConfig, ...errors(400, 404, 413, 415, 422) }
    }
  }, async request => await configs.activate(request.body))

  app.get('/api/config/list', {
    schema: { operationId: 'listConfigs', summary: 'The configs that can be loaded', tags, response: { 200: ConfigList, ...errors() } }
  }, async () => await configs.list())

  app.get('/api/config/load/:name', {
    schema: {
      operationId: 'loadConfig',
      summary: 'One config of the list',
      description: 'Only shows it: PUT /api/config/current makes it the active one.',
      tags,
      params: Type.Object({ name: ConfigName }),
      response: { 200: LoadedConfig, ...errors(400, 404, 422) }
    }
  }, async request => await configs.load(request.params.name))

  app.post('/api/config/validate', {
    schema: {
      operationId: 'validateConfig',
      summary: 'Check a config: everything that is wrong, at once',
      description: 'Answers 200 whether the config is valid or not, and changes nothing.',
      tags,
      body: ConfigDocument,
      response: { 200: ConfigValidation, ...errors(400, 413, 415) }
    }
  }, async request => configs.validate(request.body))

  app.get('/api/config/schema', {
    schema: { operationId: 'getConfigSchema', summary: 'What may be in a config', tags, response: { 200: JsonSchema, ...errors() } }
  }, async () => configs.schema())

  app.get('/api/config/defaults', {
    schema: { operationId: 'getConfigDefaults', summary: 'What an empty config stands for', tags, response: { 200: LoadedConfig, ...errors() } }
  }, async () => configs.defaults())
}
