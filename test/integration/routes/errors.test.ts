import t from 'tap'
import type { AddressInfo } from 'node:net'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { InjectOptions } from 'fastify'
import type { Test } from 'tap'
import health from '../../../routes/health.ts'
import { ErrorBody } from '../../../core/contract/errors.ts'
import { words } from '../../../core/contract/define.ts'
import { createAppError } from '../../../core/domain/app-error.ts'
import { bareApp } from '../../helpers/bare-app.ts'
import { sendRaw } from '../../helpers/raw-http.ts'

const body = Type.Object({
  epochs: Type.Integer({ minimum: 1, maximum: 10 }),
  mode: Type.Optional(words(['hold', 'release'] as const, 'How')),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 5, pattern: '^[a-z]*$', description: 'Small letters' })),
  inner: Type.Optional(Type.Object({ seed: Type.Integer() }, { additionalProperties: false })),
  either: Type.Optional(
    Type.Object(
      { a: Type.Optional(Type.String()), b: Type.Optional(Type.String()) },
      { minProperties: 1, maxProperties: 1 }
    )
  ),
  odd: Type.Optional(Type.Union([Type.Integer(), Type.Null()]))
}, { additionalProperties: false })

async function house (t: Test) {
  const errors: Record<string, () => unknown> = {
    app: () =>
      createAppError('already_running', { job: 'Training 1', status: 'running' }, { jobs: [{ job_id: 'j1' }] }),
    bug: () => new Error('password=hunter2', { cause: new Error('the disk') }),
    text: () => 'a thrown text',
    four: () => Object.assign(new Error('odd'), { statusCode: 406 }),
    limit: () => Object.assign(new Error('slow down'), { statusCode: 429 }),
    gone: () => Object.assign(new Error('no'), { statusCode: 404 })
  }
  return await bareApp(t, app => {
    app.post('/things', { schema: { body } }, async request => ({ received: request.body }))
    app.get(
      '/things',
      {
        schema: {
          querystring: Type.Object(
            { limit: Type.Integer({ minimum: 1, maximum: 5, default: 2 }) },
            { additionalProperties: false }
          )
        }
      },
      async request => request.query
    )
    app.get(
      '/things/:id',
      {
        schema: {
          params: Type.Object({ id: Type.Integer() }),
          headers: Type.Object({ 'x-count': Type.Optional(Type.Integer()) })
        }
      },
      async request => request.params
    )
    app.delete('/things/:id', async () => null)
    // as: there is no schema
    app.get('/fail/:how', async request => { throw errors[(request.params as { how: string }).how]?.() })
    app.get('/files/*', async () => 'file')
  })
}

t.test('[H1] every error has the one shape', async t => {
  const { app } = await house(t)
  const json = { 'content-type': 'application/json' }
  const cases: Array<[string | InjectOptions, number, string]> = [
    ['/nothing', 404, 'not_found'],
    [{ method: 'POST', url: '/nothing' }, 404, 'not_found'],
    [{ method: 'POST', url: '/files/x' }, 404, 'not_found'],
    [{ method: 'PUT', url: '/things' }, 405, 'method_not_allowed'],
    [{ method: 'POST', url: '/things', payload: {} }, 400, 'invalid_request'],
    [{ method: 'POST', url: '/things', payload: '{"epochs": NaN}', headers: json }, 400, 'invalid_json'],
    [{ method: 'POST', url: '/things', payload: '{', headers: json }, 400, 'invalid_json'],
    [{ method: 'POST', url: '/things', payload: '', headers: json }, 400, 'invalid_request'],
    [{ method: 'POST', url: '/things', payload: '{"__proto__": {"x": 1}}', headers: json }, 400, 'invalid_json'],
    [
      {
        method: 'POST', url: '/things', payload: 'x=1',
        headers: { 'content-type': 'application/x-www-form-urlencoded' }
      },
      415,
      'unsupported_media_type'
    ],
    [{ method: 'POST', url: '/things', payload: `"${'x'.repeat(70_000)}"`, headers: json }, 413, 'payload_too_large'],
    ['/things?limit=9', 400, 'invalid_request'],
    ['/things?limits=2', 400, 'invalid_request'],
    ['/things/x', 400, 'invalid_request'],
    ['/things/%zz', 400, 'invalid_request'],
    ['/fail/app', 409, 'already_running'],
    ['/fail/bug', 500, 'internal'],
    ['/fail/text', 500, 'internal'],
    ['/fail/four', 400, 'invalid_request'],
    ['/fail/limit', 429, 'rate_limited'],
    ['/fail/gone', 404, 'not_found']
  ]
  for (const [request, status, code] of cases) {
    const reply = await app.inject(request)
    const said = reply.json<ErrorBody>()
    t.same([reply.statusCode, said.statusCode, said.code], [status, status, code], JSON.stringify(request).slice(0, 80))
    t.same([...Value.Errors(ErrorBody, said)], [])
    t.match(reply.headers['content-type'], /^application\/json/)
    t.notMatch(said.message, /\{\w+\}/, 'no gap in the sentence is left open')
    t.ok(said.request_id.length > 0)
  }
  t.match((await app.inject('/fail/app')).json(), {
    message: 'Training 1 is running; stop it first, or wait until it ends',
    jobs: [{ job_id: 'j1' }]
  })
})

t.test('[H2] everything wrong is reported at once, and each finding names its field', async t => {
  const { app } = await house(t)
  const problemOf = async (payload: object) =>
    (await app.inject({ method: 'POST', url: '/things', payload })).json<ErrorBody>()
  const many = await problemOf(
    { epochs: 0, mode: 'held', name: 'LOUD', inner: { sed: 1 }, either: {}, odd: 'x', nam: 1 }
  )
  const found = Object.fromEntries((many.details ?? []).map(({ pointer, message }) => [pointer, message]))
  t.match(found, {
    '/epochs': 'field "/epochs" must be a whole number from 1 to 10, not 0',
    '/mode': 'field "/mode" must be one of hold, release, not "held"',
    '/name': /^field "\/name"/,
    '/inner/seed': 'field "/inner/seed" is missing',
    '/inner/sed': 'field "/inner/sed" is unknown',
    '/either': 'field "/either" must have exactly one of a, b',
    '/odd': /must be .*, not "x"/,
    '/nam': 'field "/nam" is unknown'
  })
  t.match(many.details?.find(({ pointer }) => pointer === '/nam'), { hint: 'did you mean "name"?' })
  t.match(
    many.details?.find(({ pointer }) => pointer === '/name'),
    { message: 'field "/name" does not match the expected format: Small letters' }
  )
  t.match(many.message, /field "/)
  t.match(await problemOf([]), { details: [{ pointer: '', message: 'the body must be an object, not a list' }] })
  t.match((await app.inject('/things?limit=x')).json(), {
    details: [{ pointer: '/limit', message: 'query parameter "limit" must be a whole number from 1 to 5, not "x"' }]
  })
  t.match((await app.inject('/things/x')).json(), {
    details: [{ pointer: '/id', message: 'path parameter "id" must be a whole number, not "x"' }]
  })
  t.match((await app.inject({ url: '/things/1', headers: { 'x-count': 'x' } })).json(), {
    details: [{ message: 'header "x-count" must be a whole number, not "x"' }]
  })
})

t.test('[H3] nothing in a body is converted; only parameters of the URL are read as numbers', async t => {
  const { app } = await house(t)
  const send = async (payload: object) => await app.inject({ method: 'POST', url: '/things', payload })
  t.equal((await send({ epochs: '3' })).statusCode, 400)
  t.equal((await send({ epochs: 3, extra: true })).statusCode, 400)
  t.equal((await send({ epochs: 3, odd: null })).statusCode, 200)
  t.same((await app.inject('/things?limit=3')).json(), { limit: 3 })
  t.same((await app.inject('/things')).json(), { limit: 2 })
  t.same((await app.inject('/things/7')).json(), { id: 7 })
})

t.test('[H4] an unsupported method is answered 405 with an Allow header that lists the supported ones', async t => {
  const { app } = await house(t)
  t.match(await app.inject({ method: 'PATCH', url: '/things?x=1' }), {
    statusCode: 405, headers: { allow: 'GET, HEAD, POST' }
  })
  t.match(await app.inject({ method: 'POST', url: '/things/5' }), {
    statusCode: 405, headers: { allow: 'DELETE, GET, HEAD' }
  })
  t.match((await app.inject({ method: 'PATCH', url: '/things' })).json(), {
    message: '/things does not support PATCH; the Allow header lists the supported methods'
  })
})

t.test('[H5] a bug is logged with its cause, and the caller learns nothing of it', async t => {
  const { app, logged } = await house(t)
  const reply = await app.inject('/fail/bug')
  t.notMatch(reply.body, /hunter2|stack|\.ts/)
  t.match(logged, [{ msg: 'password=hunter2', err: { stack: /the disk/ } }])
  await app.inject('/fail/app')
  await app.inject('/nothing')
  t.equal(logged.length, 1, 'a caller\'s mistake is not an error of ours')
})

t.test('[H6] malformed HTTP is answered with the same error shape', async t => {
  const { app } = await house(t)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo // as: it listens on TCP
  for (const text of [
    '\0\0\0\r\n\r\n',
    'GET /things HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n',
    'BREW /things HTTP/1.1\r\nHost: x\r\n\r\n'
  ]) {
    const { status, body } = await sendRaw(port, text)
    t.equal(status, 400)
    t.same([...Value.Errors(ErrorBody, JSON.parse(body))], [])
  }
})

t.test('[H7] /healthz answers 200 from the beginning, /readyz only once the server is ready', async t => {
  let ready = false
  const progress = () => ready ? null : { jobs_read: 1, jobs: 2, events_read: 3 }
  const { app } = await bareApp(t, async app => { await app.register(health, { recovery: { progress } }) })
  t.match(await app.inject('/healthz'), { statusCode: 200, body: '{"status":"ok"}' })
  t.match((await app.inject('/readyz')).json(), { statusCode: 503, code: 'recovering' })
  ready = true
  t.equal((await app.inject('/readyz')).statusCode, 200)
})
