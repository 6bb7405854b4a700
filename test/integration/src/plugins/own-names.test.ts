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
  for (const [host, status] of [
    [hostname(), 200], [hostname().toUpperCase(), 200], [`${hostname().split('.')[0]}.local`, 200],
    [`${hostname()}.example.com`, 421]
  ] as const) {
    const reply = await app.inject({ url: '/api/training/status', headers: { host: `${host}:8000` } })
    t.equal(reply.statusCode, status, host)
  }
})
