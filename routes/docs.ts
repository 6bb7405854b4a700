import type { JsonObject } from '../core/domain/schema/json-schema.ts'
import { asyncapi } from '../core/openapi/asyncapi.ts'
import type { StreamServer } from '../core/openapi/asyncapi.ts'
import { errorsPage } from '../core/openapi/errors-page.ts'
import type { App } from '../src/http.ts'
import { relaxedPolicy } from '../src/plugins/external/helmet.ts'
import swaggerUi from '../src/plugins/external/swagger-ui.ts'
import { jobStreamUrls } from './job-stream.ts'
import { jobUpdatesUrl } from './job-updates.ts'
import { socketIoPath } from './socketio.ts'
import { streamUrl } from './ws.ts'

export const docsUrl = '/docs'
const openapiUrl = '/openapi.json'
const max_age_seconds = 86_400
/** Redoc writes its styles into the page, and searches in a worker that it makes of a text. */
const redocPolicy = relaxedPolicy({
  'style-src': ["'self'", "'unsafe-inline'"], 'img-src': ["'self'", 'data:'], 'worker-src': ["'self'", 'blob:']
})

export interface DocsOptions { package_root: string, version: string }

/** The AsyncAPI document of this version, for clients that find the server there. */
export const streamsDocument = (version: string, server: StreamServer): JsonObject => asyncapi(version, server, {
  stream: streamUrl,
  job_stream: jobStreamUrls.stream,
  job_stream_alias: jobStreamUrls.alias,
  job_updates: jobUpdatesUrl,
  socket_io: socketIoPath
})

/** The documents of the API, and pages to read them; all of it works offline. */
export default async function docs (app: App, { package_root, version }: DocsOptions): Promise<void> {
  const hidden = { schema: { hide: true } }
  app.get(openapiUrl, hidden, async () => app.swagger())
  app.get('/asyncapi.json', hidden, async ({ host, protocol }) =>
    streamsDocument(version, { host, protocol: protocol === 'https' ? 'wss' : 'ws' }))
  app.get('/docs/errors.md', hidden, async (_, reply) => reply.type('text/plain; charset=utf-8').send(errorsPage()))

  await app.register(swaggerUi, { url: docsUrl, document_url: openapiUrl })
  app.serveFile('/redoc', `${package_root}/web/redoc.html`, { policy: redocPolicy })
  app.serveFile('/redoc/start.js', `${package_root}/web/redoc.js`)
  app.serveFile('/redoc/redoc.standalone.js', `${package_root}/web/vendor/redoc/redoc.standalone.js`, {
    max_age_seconds
  })
}
