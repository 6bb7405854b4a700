import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import plugin from 'fastify-plugin'
import { packageRoot, packageVersion } from '../../services/files/package-root.ts'
import { asyncapi } from '../../core/openapi/asyncapi.ts'
import { hoist } from '../../core/openapi/hoist.ts'
import type { JsonObject } from '../../core/domain/config/json-schema.ts'
import type { App } from '../http.ts'

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

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>OneTrainer Web UI – API</title>
</head>
<body style="margin: 0">
<div id="redoc"></div>
<script src="/redoc/redoc.standalone.js"></script>
<script src="/redoc/start.js"></script>
</body>
</html>
`
const start = "Redoc.init('/openapi.json', { hideDownloadButton: false, nativeScrollbars: true }, document.getElementById('redoc'))\n"

/** API documents, made from the routes and the contract: /openapi.json, /asyncapi.json, /docs and /redoc. All of it works offline. Comes before the routes. */
export default plugin(async function docs (app: App): Promise<void> {
  const root = packageRoot()
  const version = packageVersion(root)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'OneTrainer Web UI', version, description: 'Start, watch and control trainings. Every error has one shape; docs/errors.md lists the codes. The streams are described in /asyncapi.json.', license: { name: 'MIT', url: 'https://opensource.org/license/mit' } },
      servers: [{ url: '/' }],
      tags
    },
    convertConstToEnum: false,
    transformObject: documents => 'openapiObject' in documents ? hoist(documents.openapiObject as JsonObject) as typeof documents.openapiObject : documents.swaggerObject // as: it stays an OpenAPI document
  })
  await app.register(swaggerUi, { routePrefix: '/docs', uiConfig: { url: '/openapi.json', validatorUrl: null, tryItOutEnabled: true }, transformSpecificationClone: false })

  const hide = { schema: { hide: true } }
  const script = readFileSync(join(root, 'web/vendor/redoc/redoc.standalone.js'))
  let streams: string | null = null
  app.get('/openapi.json', hide, async () => app.swagger())
  app.get('/asyncapi.json', hide, async (_, reply) => reply.type('application/json; charset=utf-8').send(streams ??= JSON.stringify(asyncapi(version))))
  app.get('/redoc', hide, async (_, reply) => reply.type('text/html; charset=utf-8').send(page))
  app.get('/redoc/start.js', hide, async (_, reply) => reply.type('text/javascript; charset=utf-8').send(start))
  app.get('/redoc/redoc.standalone.js', hide, async (_, reply) => reply.type('text/javascript; charset=utf-8').header('cache-control', 'public, max-age=86400').send(script))
}, { name: 'docs' })
