import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { statSync } from 'node:fs'
import Fastify from 'fastify'
import t from 'tap'
import type { Test } from 'tap'
import gatePlugin, { createGate } from '../../../../src/plugins/gate.ts'
import type { GateOptions } from '../../../../src/plugins/gate.ts'
import { readOrMakeToken } from '../../../../services/files/access-token.ts'

const TOKEN = 'correct-horse-battery'
const plain: GateOptions = {
  allowed_hosts: ['gpu.example.com'],
  allowed_origins: ['https://ui.example.com'],
  own_addresses: () => ['192.168.1.7', 'fe80::1'],
  token: null
}

/** A server behind the gate, asked over a raw socket: the exact bytes, nothing tidied up. Answers the status code. */
async function guarded (t: Test, options: GateOptions): Promise<(head: string) => Promise<number>> {
  const app = Fastify({ forceCloseConnections: true })
  await app.register(gatePlugin, { gate: createGate(options) })
  for (const url of ['/healthz', '/readyz']) app.get(url, { config: { open: true } }, async () => ({}))
  app.route({ method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], url: '/*', handler: async () => ({}) })
  await app.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(async () => { await app.close() })
  const { port } = app.server.address() as AddressInfo
  return async head => await new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let text = ''
    socket.on('data', piece => { text += String(piece) })
    socket.once('close', () => { resolve(Number(text.split(' ')[1])) })
    socket.once('error', reject)
    socket.end(head.replaceAll('\n', '\r\n') + '\r\nConnection: close\r\n\r\n')
  })
}

t.test(
  '[A1] a request is served only when its single Host names this server: a known name, or an address of this machine',
  async t => {
    const ask = await guarded(t, plain)
    const table: Array<[string, number]> = [
      ['localhost', 200], ['LOCALHOST:8000', 200], ['127.0.0.1:8000', 200], ['127.9.9.9', 200], ['[::1]:8000', 200],
      ['192.168.1.7', 200], ['gpu.example.com:80', 200], ['evil.com', 421], ['localhost.evil.com', 421],
      ['127.0.0.1.nip.io', 421], ['10.evil.com', 421], ['192.168.1.8', 421], ['gpu.example.com.evil.com', 421],
      ['localhost.', 421], ['0.0.0.0', 421], ['2130706433', 421], ['evil.com@localhost', 400], ['', 400],
      ['local host', 400]
    ]
    for (const [host, expected] of table) t.equal(await ask(`GET / HTTP/1.1\nHost: ${host}`), expected, host)
    t.equal(await ask('GET / HTTP/1.1\nHost: localhost\nHost: evil.com'), 400, 'two hosts')
    t.equal(await ask('GET http://evil.com/ HTTP/1.1\nHost: localhost'), 400, 'an absolute request line')
  }
)

t.test(
  '[A2] a request with the Origin of another site is refused, whatever its method, and so is a change or an upgrade from such a page',
  async t => {
    const ask = await guarded(t, plain)
    const from = [
      'http://evil.com',
      'null',
      'http://localhost:3000',
      'http://127.0.0.1:8000',
      'https://ui.example.com.evil.com',
      'http://ui.example.com'
    ]
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      for (const origin of from) {
        t.equal(
          await ask(`${method} / HTTP/1.1\nHost: localhost:8000\nContent-Length: 0\nOrigin: ${origin}`),
          403,
          `${method} ${origin}`
        )
      }
      for (const origin of ['http://localhost:8000', 'https://ui.example.com']) {
        t.equal(
          await ask(`${method} / HTTP/1.1\nHost: localhost:8000\nContent-Length: 0\nOrigin: ${origin}`),
          200,
          `${method} ${origin}`
        )
      }
    }
    for (const [site, expected] of [
      ['cross-site', 403], ['same-site', 403], ['same-origin', 200], ['none', 200]
    ] as const) {
      t.equal(await ask(`POST / HTTP/1.1\nHost: localhost\nContent-Length: 0\nSec-Fetch-Site: ${site}`), expected, site)
      t.equal(
        await ask(`GET / HTTP/1.1\nHost: localhost\nUpgrade: websocket\nConnection: upgrade\nSec-Fetch-Site: ${site}`),
        expected,
        `upgrade, ${site}`
      )
    }
  }
)

t.test(
  '[A3] a required token is required on every route except the health checks, and is accepted in each of three places',
  async t => {
    const ask = await guarded(t, { ...plain, token: TOKEN })
    const table: Array<[string, number]> = [
      ['GET / HTTP/1.1', 401], ['GET /api/samples/s1-1/image HTTP/1.1', 401], ['GET /docs HTTP/1.1', 401],
      ['GET /healthz HTTP/1.1', 200], ['GET /readyz?x=1 HTTP/1.1', 200], ['GET /healthz/ HTTP/1.1', 401],
      [`GET /?token=${TOKEN} HTTP/1.1`, 200], [`GET /?token=${TOKEN}x HTTP/1.1`, 401], ['GET /?token= HTTP/1.1', 401]
    ]
    for (const [line, expected] of table) t.equal(await ask(`${line}\nHost: localhost`), expected, line)
    const headers: Array<[string, number]> = [
      [`Authorization: Bearer ${TOKEN}`, 200], [`authorization: bearer ${TOKEN}`, 200],
      ['Authorization: Bearer wrong-wrong-wrong', 401],
      [`Authorization: Basic ${TOKEN}`, 401],
      [`Authorization: ${TOKEN}`, 401],
      [`Sec-WebSocket-Protocol: Bearer, ${TOKEN}`, 200],
      [`Sec-WebSocket-Protocol: ${TOKEN}, Bearer`, 200],
      [`Sec-WebSocket-Protocol: ${TOKEN}`, 401],
      [`Sec-WebSocket-Protocol: Bearer, x, ${TOKEN}`, 401]
    ]
    for (const [header, expected] of headers) {
      t.equal(await ask(`GET / HTTP/1.1\nHost: localhost\n${header}`), expected, header)
    }
  }
)

t.test('[A4] a token that is not set is made once, kept with mode 0600, and never changed', t => {
  const dir = t.testdir()
  const first = readOrMakeToken(dir, () => 'made-once-made-once')
  t.match(first, { token: 'made-once-made-once', made: true })
  t.equal(statSync(first.path).mode & 0o777, 0o600)
  t.match(readOrMakeToken(dir, () => 'another-another-x'), { token: 'made-once-made-once', made: false })
  const broken = t.testdir({ token: 'two words\n' })
  t.throws(() => readOrMakeToken(broken, () => 'x'), /does not hold a token/)
  t.end()
})
