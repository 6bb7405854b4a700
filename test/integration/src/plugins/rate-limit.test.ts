import t from 'tap'
import { testApp } from '../../../helpers/test-app.ts'

t.test(
  '[A6] an address above the rate limit gets 429 with Retry-After, on unknown routes and without a token too; other addresses and loopback do not',
  async t => {
    const token = 'correct-horse-battery-staple'
    const { app } = await testApp(t, { RATE_LIMIT_PER_MINUTE: '5', AUTH: 'token', TOKEN: token })
    const ask = async (remoteAddress: string, url = '/api/ws/status') =>
      await app.inject({ url, remoteAddress, headers: { authorization: `Bearer ${token}` } })
    const wrong = async (remoteAddress: string) =>
      await app.inject({ url: '/api/training/status', remoteAddress, headers: { authorization: 'Bearer wrong' } })
    const first = await Promise.all([1, 2, 3].map(async () => await ask('192.0.2.1')))
    t.strictSame(
      first.map(({ statusCode }) => statusCode),
      [200, 200, 200]
    )
    t.strictSame([(await ask('192.0.2.1', '/nothing')).statusCode, (await wrong('192.0.2.1')).statusCode], [404, 401])
    for (const url of ['/api/ws/status', '/nothing', '/docs/', '/healthz']) {
      const reply = await ask('192.0.2.1', url)
      t.match(
        [reply.statusCode, reply.json()],
        [429, { statusCode: 429, code: 'rate_limited', error: 'Too Many Requests', request_id: String }],
        url
      )
      t.match(Number(reply.headers['retry-after']), Number)
      t.equal(
        reply.json<{ message: string }>().message,
        `Too many requests; retry after ${String(reply.headers['retry-after'])} s`
      )
      t.ok(Number(reply.headers['retry-after']) <= 60)
    }
    t.equal((await ask('192.0.2.2')).statusCode, 200)
    for (let count = 0; count < 20; count++) {
      for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) t.equal((await ask(address)).statusCode, 200)
    }
  }
)

t.test('[A6] RATE_LIMIT_PER_MINUTE=0 turns the rate limit off', async t => {
  const { app } = await testApp(t, { RATE_LIMIT_PER_MINUTE: '0' })
  for (let count = 0; count < 20; count++) {
    const { statusCode, headers } = await app.inject({ url: '/api/ws/status', remoteAddress: '192.0.2.1' })
    t.strictSame([statusCode, headers['x-ratelimit-limit']], [200, undefined])
  }
})
