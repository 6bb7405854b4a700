import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import SerializerSelector from '@fastify/fast-json-stringify-compiler'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { Type } from '@sinclair/typebox'
import t from 'tap'
import { validation } from '../../../../src/plugins/validation.ts'
import { bareApp } from '../../../helpers/bare-app.ts'
import { testApp } from '../../../helpers/test-app.ts'

type Compile = (route: object) => (value: unknown) => unknown

/** What Fastify compiles of a route: its request by part, its answers by status. */
function compileAll ({ url, schema = {} }: RouteOptions): void {
  // as: it is ours
  const { buildValidator } = validation().schemaController?.compilersFactory as unknown as {
    buildValidator: (schemas: object) => Compile
  }
  const validator = buildValidator({})
  const { body, querystring, params, headers, response = {} } = schema
  for (const [httpPart, part] of Object.entries({ body, querystring, params, headers })) {
    if (part !== undefined) validator({ schema: part, httpPart, url })({})
  }
  // as: Fastify says so
  for (const answer of Object.values(response as Record<string, { content?: Record<string, { schema: object }> }>)) {
    const schemas = answer.content === undefined ? [answer] : Object.values(answer.content).map(({ schema }) => schema)
    for (const schema of schemas) SerializerSelector()({}, {})({ schema, method: 'GET', url, httpStatus: '200' })
  }
}

t.test('every schema of every route compiles, though only the first request of its kind asks for it', async t => {
  const routes: RouteOptions[] = []
  // as: what Fastify publishes
  const watch = (message: unknown): void => {
    ;(message as { fastify: FastifyInstance }).fastify.addHook('onRoute', route => {
      routes.push(route)
    })
  }
  subscribe('fastify.initialization', watch)
  t.teardown(() => { unsubscribe('fastify.initialization', watch) })
  await testApp(t)
  t.ok(routes.length > 30)
  for (const route of routes) t.doesNotThrow(() => { compileAll(route) }, `${String(route.method)} ${route.url}`)
  const wrong = { method: 'GET' as const, url: '/wrong', handler: () => null }
  t.throws(() => {
    compileAll({ ...wrong, schema: { querystring: { type: 'object', properties: {}, misspelt: true } } })
  }, /misspelt/)
  t.throws(() => { compileAll({ ...wrong, schema: { response: { 200: { type: 'wonder' } } } }) }, /schema is invalid/)
})

t.test(
  'errors of a request are reported every time and do not carry over to the next request',
  async t => {
    const { app } = await bareApp(t, app => {
      app.post(
        '/number',
        { schema: { body: Type.Object({ n: Type.Integer() }), response: { 200: Type.Object({ n: Type.Integer() }) } } },
        async request => request.body
      )
    })
    const post = async (body: object): Promise<unknown> =>
      (await app.inject({ method: 'POST', url: '/number', payload: body })).json()
    for (let round = 0; round < 2; round++) {
      t.match(await post({ n: '1' }), { statusCode: 400, code: 'invalid_request' })
      t.strictSame(await post({ n: 1 }), { n: 1 })
    }
  }
)

t.test('a number beyond all numbers, or none, is refused wherever it comes as text', async t => {
  const { app } = await bareApp(t, app => {
    app.get(
      '/number',
      {
        schema: {
          querystring: Type.Object({ n: Type.Integer({ minimum: 0, maximum: 9 }), x: Type.Optional(Type.Number()) })
        }
      },
      async request => request.query
    )
  })
  for (const text of ['1e400', '-1e400', 'Infinity', 'NaN', '1e1', '']) {
    t.match(await app.inject(`/number?n=${text}`), { statusCode: 400 }, text)
  }
  t.match((await app.inject('/number?n=1&x=1e999')).json(), { statusCode: 400, message: /"x"/ })
  t.strictSame((await app.inject('/number?n=9&x=0.5')).json(), { n: 9, x: 0.5 })
})
