import { hostname } from 'node:os'
import t from 'tap'
import { testApp } from '../../../helpers/test-app.ts'

t.test('[H81] a trailing slash changes no answer, and the name of the machine is known', async t => {
  const { app } = await testApp(t)
  for (const url of ['/healthz', '/api/training/status', '/api/v1/training-jobs']) {
    const [plain, slashed] = [await app.inject(url), await app.inject(`${url}/`)]
    t.equal(plain.statusCode, 200, url)
    t.equal(slashed.statusCode, 200, `${url}/`)
  }
  for (const [url, location] of [['/redoc/', '../redoc'], ['/test_socketio.html/?a=1', '../test_socketio.html']]) {
    t.match(await app.inject(url!), { statusCode: 308, headers: { location } }, 'its links need its address')
  }
  for (const [host, status] of [
    [hostname(), 200], [hostname().toUpperCase(), 200], [`${hostname().split('.')[0]}.local`, 200],
    [`${hostname()}.example.com`, 421]
  ] as const) {
    const reply = await app.inject({ url: '/api/training/status', headers: { host: `${host}:8000` } })
    t.equal(reply.statusCode, status, host)
  }
})

t.test('[H360] an OPTIONS that is no preflight is a method like any other', async t => {
  const { app } = await testApp(t, { ALLOWED_ORIGINS: 'http://example.com' })
  const ask = async (url: string, headers: Record<string, string> = {}) =>
    await app.inject({ method: 'OPTIONS', url, headers })
  const origin = 'http://example.com'
  for (const headers of [{}, { origin }, { 'access-control-request-method': 'POST' }]) {
    const reply = await ask('/api/training/stop', headers)
    t.match(reply, { statusCode: 405, headers: { allow: 'POST' } })
    t.match(reply.json(), { code: 'method_not_allowed' })
  }
  t.match((await ask('/api/nothing')).json(), { code: 'not_found' })
  t.match(await ask('/api/training/stop', { origin, 'access-control-request-method': 'POST' }), {
    statusCode: 204, headers: { 'access-control-allow-origin': origin }
  })
})
