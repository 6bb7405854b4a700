import t from 'tap'
import type { InjectOptions } from 'fastify'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { buildApp } from '../../../../src/app.ts'
import { readSettings } from '../../../../src/settings.ts'
import { ErrorBody } from '../../../../core/contract/errors.ts'
import { stateDir } from '../../../helpers/server-process.ts'

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
interface Operation { operationId: string, responses: Record<string, unknown>, requestBody?: unknown }
interface Asked { status: number, request: InjectOptions, of?: (operation: Operation, method: string) => boolean }

const shape = TypeCompiler.Compile(ErrorBody)
const token = 'a-token-of-this-test'
const authorization = `Bearer ${token}`
const settings = { LOG_LEVEL: 'silent', TOKEN: token, AUTH: 'token' }
const changes = (_: Operation, method: string): boolean => method !== 'get'

/** The production app before it has recovered, or after. */
async function house (t: Parameters<typeof stateDir>[0], recovered: boolean, more: Record<string, string> = {}) {
  const STATE_DIR = stateDir(t)
  const { app, services } = await buildApp({
    settings: readSettings({ STATE_DIR, RUNTIME_DIR: STATE_DIR, ...settings, ...more }), environment: {}
  })
  if (recovered) await services.recovery.begin()
  t.teardown(async () => { await app.close() })
  await app.listen({ host: '127.0.0.1', port: 0 }) // none of its timers keeps the test alive
  // as: what swagger() makes
  const { paths } = app.swagger() as unknown as { paths: Record<string, Record<Method, Operation>> }
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .map(([method, operation]) => ({ url: path.replaceAll(/\{\w+\}/g, '1'), method, operation })))
  return { app, operations }
}

/** What is wrong with a request, and which operations then answer with that status; the others answer otherwise. */
const mistakes: Asked[] = [
  { status: 400, request: { headers: { host: 'a b', authorization } } },
  { status: 401, request: {}, of: ({ operationId }) => !['getHealth', 'getReadiness'].includes(operationId) },
  { status: 403, request: { headers: { origin: 'http://elsewhere.example', authorization } } },
  { status: 421, request: { headers: { host: 'elsewhere.example', authorization } } },
  { status: 413, request: { headers: { authorization }, payload: { x: 'x'.repeat(1_100_000) } }, of: changes },
  {
    status: 415,
    request: { headers: { authorization, 'content-type': 'application/xml' }, payload: '<a/>' },
    of: changes
  }
]

t.test('[D203] what is answered in place of a route, 400 to 429, is declared by each operation that does', async t => {
  const { app, operations } = await house(t, true)
  t.ok(operations.length > 80)
  for (const { url, method, operation } of operations) {
    for (const { status, request, of = () => true } of mistakes) {
      const what = `${method} ${url} ${status}`
      t.equal(String(status) in operation.responses, of(operation, method) || status === 400, `${what} is declared`)
      if (!of(operation, method)) continue
      const reply = await app.inject({ method: method as Method, url, ...request })
      t.equal(reply.statusCode, status, what)
      t.ok(shape.Check(reply.json()), what)
    }
  }
})

t.test('[D203] every operation declares 429 and answers it beyond the limit; without a limit none does', async t => {
  const { app, operations } = await house(t, true, { RATE_LIMIT_PER_MINUTE: '1' })
  const request = { remoteAddress: '192.0.2.7', headers: { authorization } }
  await app.inject({ url: '/healthz', ...request })
  for (const { url, method, operation } of operations) {
    t.ok('429' in operation.responses, `${method} ${url}`)
    const reply = await app.inject({ method: method as Method, url, ...request })
    t.match(reply, { statusCode: 429, headers: { 'retry-after': String } }, `${method} ${url}`)
    t.ok(shape.Check(reply.json()))
  }
  const unlimited = await house(t, true, { RATE_LIMIT_PER_MINUTE: '0' })
  t.notOk(unlimited.operations.some(({ operation }) => '429' in operation.responses))
})

t.test('[D203] until the server has recovered, an operation answers 503 only where it declares it', async t => {
  const { app, operations } = await house(t, false)
  const refused: string[] = []
  for (const { url, method, operation } of operations) {
    if (operation.operationId === 'openEventSource') continue // waits
    const reply = await app.inject({ method: method as Method, url, headers: { authorization } })
    if (reply.statusCode !== 503) continue
    refused.push(operation.operationId)
    t.ok('503' in operation.responses, `${method} ${url}`)
    t.match(reply.json(), { code: 'recovering', recovery: { jobs: Number } })
  }
  const others = operations.map(({ operation }) => operation.operationId).filter(id => !refused.includes(id))
  t.strictSame(others.sort(), [
    'getHealth', 'getPrometheusMetrics', 'openEventSource', 'openJobUpdates', 'openStream'
  ])
})

t.test('[D203] a method that a path does not offer is answered 405, as the description of the API says', async t => {
  const { app, operations } = await house(t, true)
  t.match(app.swagger().info.description, /405 method_not_allowed/)
  const offered = new Set(operations.map(({ url, method }) => `${method} ${url}`))
  for (const { url } of operations) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      if (offered.has(`${method} ${url}`)) continue
      const reply = await app.inject({ method, url, headers: { authorization } })
      if (reply.statusCode < 300 || reply.statusCode === 404) continue // a more general path offers it
      t.match(reply, { statusCode: 405, headers: { allow: String } }, `${method} ${url}`)
      t.ok(shape.Check(reply.json()))
    }
  }
})
