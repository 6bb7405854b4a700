import swagger from '@fastify/swagger'
import fp from 'fastify-plugin'
import { asSent, withPrefixItems } from '../../../core/openapi/as-sent.ts'
import { hoist } from '../../../core/openapi/hoist.ts'
import { shareErrors } from '../../../core/openapi/share-errors.ts'
import type { JsonObject } from '../../../core/domain/schema/json-schema.ts'
import type { App } from '../../http.ts'

const tags = [
  { name: 'training', description: 'Start, watch and control the current training' },
  { name: 'jobs', description: 'Jobs: create, queue, watch and control any number of trainings' },
  { name: 'config', description: 'Configs: list, load, check, activate' },
  { name: 'samples', description: 'Images drawn during training' },
  { name: 'models', description: 'Backups and models: contents and downloads' },
  { name: 'history', description: 'History of jobs: events, logs, metrics and samples' },
  { name: 'networks', description: 'Networks of the built-in trainer, watched over Socket.IO' },
  { name: 'system', description: 'The machine and its load' },
  { name: 'stream', description: 'WebSockets and server-sent events; /asyncapi.json describes the messages' },
  { name: 'operation', description: 'Liveness, readiness and Prometheus metrics' }
]

const description =
  'Start, watch and control trainings. Every error has one shape; /docs/errors.md lists the codes. A method that a ' +
  'path does not offer is answered 405 method_not_allowed, and the Allow header lists those it does. The streams are ' +
  'described in /asyncapi.json.'

const token = {
  type: 'http', scheme: 'bearer',
  description: 'Access token of the server. By default one is needed unless the server listens on loopback only'
} as const

const describe = (document: JsonObject): JsonObject =>
  hoist(withPrefixItems(shareErrors(asSent(document))) as JsonObject) // as: it was an object

/** The OpenAPI document of all routes that are registered after it, as `app.swagger()`. */
export default fp(async (app: App, { version }: { version: string }) => {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'OneTrainer Web UI', version, description,
        license: { name: 'MIT', url: 'https://opensource.org/license/mit' }
      },
      servers: [{ url: '/' }],
      tags,
      security: [{ token: [] }, {}],
      components: { securitySchemes: { token } }
    },
    convertConstToEnum: false,
    transformObject: documents => 'openapiObject' in documents
      // as: it stays an OpenAPI document
      ? describe(documents.openapiObject as JsonObject) as typeof documents.openapiObject
      : documents.swaggerObject
  })
}, { name: 'openapi' })
