import t from 'tap'
import { Value } from '@sinclair/typebox/value'
import { openapi } from '../../../../scripts/openapi.ts'
import config from '../../../../routes/config.ts'
import docs, { streamsDocument } from '../../../../routes/docs.ts'
import { BridgeCommand, bridgeLines } from '../../../../core/contract/bridge.ts'
import { JobUpdate, TrainingUpdate, jobMessages } from '../../../../core/contract/job-views.ts'
import { clientMessages, serverMessages } from '../../../../core/contract/socket.ts'
import { exampleOf } from '../../../../core/domain/schema/schema-example.ts'
import { isObject } from '../../../../core/domain/schema/json-schema.ts'
import securityHeaders from '../../../../src/plugins/external/helmet.ts'
import staticFiles from '../../../../src/plugins/external/static.ts'
import openapiDocument from '../../../../src/plugins/external/swagger.ts'
import { packageRoot } from '../../../../services/files/package-root.ts'
import { bareApp } from '../../../helpers/bare-app.ts'

interface Operation {
  operationId?: string
  summary?: string
  description?: string
  tags?: string[]
  responses: Record<string, Reply | { $ref: string }>
}
interface Reply { content?: Record<string, { schema?: { $ref?: string } }> }
interface OpenApi {
  openapi: string
  tags: Array<{ name: string }>
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object> }
}

const api = await openapi() as unknown as OpenApi // as: it is what the tests below find out
const streams = streamsDocument('1.0.0', { host: 'localhost:8000', protocol: 'ws' })

/** Every object in a document, with the name of the key it stands under. */
function * objects (node: unknown, key = ''): Generator<[string, Record<string, unknown>]> {
  if (isObject(node)) yield [key, node]
  if (typeof node !== 'object' || node === null) return
  for (const [name, value] of Object.entries(node)) yield * objects(value, Array.isArray(node) ? key : name)
}

function resolve (document: object, ref: string): unknown {
  return ref.slice(2).split('/').reduce<unknown>((node, part) => isObject(node) ? node[part] : undefined, document)
}

t.test('[D4] every reference in the documents leads somewhere', async t => {
  for (const document of [api, streams]) {
    const refs = [...objects(document)].flatMap(([, node]) => typeof node.$ref === 'string' ? [node.$ref] : [])
    t.ok(refs.length > 20)
    for (const ref of new Set(refs)) t.ok(ref.startsWith('#/') && isObject(resolve(document, ref)), ref)
  }
})

t.test(
  '[D5] every operation has a unique name, a summary, a description, a tag and error replies in the one shape',
  async t => {
    t.equal(api.openapi, '3.1.0')
    const names: string[] = []
    const described = new Set(api.tags.map(({ name }) => name))
    for (const [path, methods] of Object.entries(api.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        names.push(operation.operationId ?? '')
        t.match(
          operation,
          { operationId: String, summary: String, description: String, tags: [String] },
          `${method} ${path}`
        )
        const replies = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400)
        if (path.startsWith('/api/')) t.ok(replies.some(([status]) => status === '500'))
        t.ok(
          (operation.tags ?? []).every(tag => described.has(tag)),
          `the tag of ${path} is described`
        )
        for (const [status, declared] of replies) {
          const reply = '$ref' in declared ? resolve(api, declared.$ref) as Reply : declared // as: a reply
          t.equal(
            reply.content?.['application/json']?.schema?.$ref,
            '#/components/schemas/ErrorBody',
            `${method} ${path} ${status}`
          )
        }
      }
    }
    t.equal(new Set(names).size, names.length)
  }
)

t.test('[D6] a schema with a title stands in the document once, and elsewhere by reference', async t => {
  for (const document of [api, streams]) {
    const titled = [...objects(document)].filter(
      ([, node]) => typeof node.title === 'string' && ('type' in node || 'anyOf' in node)
    )
    t.ok(titled.length > 5)
    for (const [key, node] of titled) t.equal(key, node.title)
  }
})

t.test('[D7] the stream document holds every message of the contract, each with an example that is one', async t => {
  // as: made by asyncapi()
  const { messages } = streams.components as { messages: Record<string, { examples: Array<{ payload: unknown }> }> }
  t.equal(
    Object.keys(messages).length,
    serverMessages.length + clientMessages.length + jobMessages.length + bridgeLines.length + 3
  )
  for (const schema of [
    ...serverMessages,
    ...clientMessages,
    ...jobMessages,
    JobUpdate,
    TrainingUpdate,
    ...bridgeLines,
    BridgeCommand
  ]) {
    const example = exampleOf(schema)
    t.same(
      [...Value.Errors(schema, example)].map(({ path, message }) => `${path} ${message}`),
      [],
      schema.title ?? ''
    )
  }
  t.match(streams, { asyncapi: '3.0.0', channels: { stream: { address: '/ws' }, bridge: { title: 'Bridge' } } })
  t.notOk('address' in (streams.channels as { bridge: object }).bridge, 'it has none') // as: made by asyncapi()
})

t.test('[D8] the documentation pages come from this server, under a strict content security policy', async t => {
  const { app } = await bareApp(t, async app => {
    await app.register(securityHeaders)
    await app.register(openapiDocument, { version: '1.0.0' })
    await app.register(staticFiles)
    await app.register(docs, { package_root: packageRoot(), version: '1.0.0' })
    await app.register(config, {} as never) // as: handlers are never called
  })
  const redoc = await app.inject('/redoc')
  t.match(redoc, {
    statusCode: 200,
    headers: { 'content-type': /html/, 'content-security-policy': /script-src 'self';/ }
  })
  const scripts = [...redoc.body.matchAll(/<script([^>]*)>([^<]*)</g)]
  t.equal(scripts.length, 2)
  for (const [, attributes = '', inline] of scripts) {
    t.equal(inline, '', 'no inline script')
    const src = /src="(\/[^"]+)"/.exec(attributes)?.[1] ?? ''
    t.match(await app.inject(src), { statusCode: 200, headers: { 'content-type': /javascript/ } }, src)
  }
  const page = await app.inject('/docs/')
  t.match(page, { statusCode: 200, headers: { 'content-security-policy': /script-src 'self';/ } })
  for (const html of [redoc.body, page.body]) {
    t.notMatch(html, /(src|href)="(https?:)?\/\//, 'nothing comes from elsewhere')
  }
  const initializer = (await app.inject('/docs/static/swagger-initializer.js')).body
  t.match(initializer, /\/openapi\.json/)
  t.match((await app.inject('/openapi.json')).json(), { openapi: '3.1.0', paths: { '/api/config/list': {} } })
  t.match((await app.inject('/asyncapi.json')).json(), { asyncapi: '3.0.0' })
})
