import { request } from 'node:http'
import { connect } from 'node:net'
import t from 'tap'
import { patience } from '../../../helpers/patience.ts'
import { connectClient, refusal } from '../../../helpers/socketio-client.ts'
import { testApp } from '../../../helpers/test-app.ts'
import type { TestApp } from '../../../helpers/test-app.ts'

t.setTimeout(patience(60_000))
const token = 'correct-horse-battery-staple'
const open = ['/healthz', '/readyz']
const upgrade = {
  Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'a'.repeat(22) + '=='
}

/** Every method and path the server answers, from Fastify's own table; parameters are filled in. */
function endpointsOf ({ app }: TestApp): Array<{ method: string, path: string }> {
  const parents: string[] = []
  return app.printRoutes({ commonPrefix: false }).split('\n').flatMap(line => {
    const [, indent, part, methods] = /^(.*?)── (\S+) \((.+)\)$/.exec(line) ?? []
    if (indent === undefined || part === undefined || methods === undefined) return []
    const depth = (indent.length - 1) / 4
    parents.splice(depth)
    parents.push(part)
    const path = parents.join('').replace(/:\w+/g, '1').replace('*', 'x')
    return methods.split(', ')
      .filter(method => method !== 'OPTIONS')
      .map(method => ({ method, path }))
  })
}

/** Status of a bare request. */
async function knock (
  app: TestApp, { method, path }: { method: string, path: string }, headers: Record<string, string> = {}
): Promise<number | undefined> {
  return await new Promise((resolve, reject) => {
    const sent = request(app.url + path, { method, headers, agent: false }, answer => {
      answer.resume()
      answer.socket.destroy()
      resolve(answer.statusCode)
    })
    sent.once('upgrade', (answer, socket) => { socket.destroy(); resolve(answer.statusCode) })
    sent.once('error', reject).end()
  })
}

t.test('[A200] without a required token no route, method or upgrade is open, except the health checks', async t => {
  const app = await testApp(t, { AUTH: 'token', TOKEN: token })
  const endpoints = endpointsOf(app)
  for (const path of ['/metrics', '/openapi.json', '/docs', '/api/events', '/ws', '/api/v1/training-jobs/1/ws']) {
    t.ok(endpoints.some(endpoint => endpoint.path === path), `${path} is one of ${endpoints.length}`)
  }
  for (const endpoint of endpoints) {
    const [expected, upgraded] = open.includes(endpoint.path) ? [200, 400] : [401, 401]
    t.equal(await knock(app, endpoint), expected, `${endpoint.method} ${endpoint.path}`)
    const wrong = { Authorization: `Bearer ${token}x` }
    t.equal(await knock(app, endpoint, wrong), expected, `${endpoint.method} ${endpoint.path}, another token`)
    if (endpoint.method === 'GET') t.equal(await knock(app, endpoint, upgrade), upgraded, `upgrade ${endpoint.path}`)
  }
})

t.test('[W200] an upgrade is accepted at WebSockets only', async t => {
  const app = await testApp(t)
  const sockets = /^\/(ws|ws\/training|ws\/training\/1|api\/v1\/training-jobs\/1\/(ws|stream))$/
  for (const { method, path } of endpointsOf(app)) {
    if (method !== 'GET') continue
    const status = await knock(app, { method, path }, upgrade)
    t.equal(status === 101, sockets.test(path), `${path}: ${status}`)
  }
})

t.test('[W201] a refused upgrade ends its connection, whatever refuses it and whatever the client does', async t => {
  const app = await testApp(t, { AUTH: 'token', TOKEN: token })
  const bearer = `Authorization: Bearer ${token}`
  const socketLines = ['Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${upgrade['Sec-WebSocket-Key']}`]
  const host = `Host: ${app.host}`
  const refused: Array<[string, string[]]> = [
    ['GET /ws', [host, ...socketLines]], ['GET /metrics', [host, ...socketLines]],
    ['GET /ws', ['Host: evil.example', bearer, ...socketLines]],
    ['GET /ws', [host, 'Origin: https://evil.example', bearer, ...socketLines]],
    ['GET /nothing', [host, bearer, ...socketLines]], ['GET /metrics', [host, bearer, ...socketLines]],

    ['GET /ws', [host, bearer, 'Sec-WebSocket-Version: 1']], ['GET /ws', [host, bearer, 'Sec-WebSocket-Version: 13']],
    ['POST /ws', [host, bearer, ...socketLines]], ['GET /%zz', [host, bearer, ...socketLines]],
    ['GET /socket.io/?EIO=4&transport=websocket', ['Host: evil.example', ...socketLines]],
    ['GET /socket.io/?EIO=4&transport=nothing', [host, ...socketLines]],
    ['GET /socket.io/?EIO=4&transport=websocket&sid=x', [host, ...socketLines]]
  ]
  for (const [line, headers] of refused) {
    const [name = '', port] = app.host.split(':')
    // It never closes its side.
    const socket = connect({ port: Number(port), host: name, allowHalfOpen: true })
    t.teardown(() => { socket.destroy() })
    socket.write([`${line} HTTP/1.1`, 'Connection: Upgrade', 'Upgrade: websocket', ...headers, '', ''].join('\r\n'))
    let answer = ''
    for await (const piece of socket) answer += String(piece)
    t.match(answer, /^HTTP\/1\.1 4\d\d /, `${line}, ${headers[0]}: ${answer.slice(0, 12)}`)
  }
  const open = await new Promise((resolve, reject) => {
    app.app.server.getConnections((error, count) => { if (error === null) resolve(count); else reject(error) })
  })
  t.equal(open, 0, 'connections that the server still has')
})

t.test('[A201] the log never has a token, wherever it is offered', async t => {
  const app = await testApp(t, { AUTH: 'token', TOKEN: token, LOG_LEVEL: 'trace' })
  for (const path of ['/api/training/status', '/nothing', '/ws', '/%zz', '/socket.io/?EIO=4&transport=polling']) {
    const offered = `${path}${path.includes('?') ? '&' : '?'}token=${token}`
    const ways: Array<[string, Record<string, string>]> = [
      [offered, {}], [`${offered}x&x=1`, {}],
      [path, { Authorization: `Bearer ${token}` }], [path, { Authorization: `Bearer ${token}x` }],
      [path, { 'Sec-WebSocket-Protocol': `Bearer, ${token}` }]
    ]
    for (const [path, headers] of ways) {
      await knock(app, { method: 'GET', path }, headers)
      await knock(app, { method: 'GET', path }, { ...headers, ...upgrade })
    }
  }
  await refusal(connectClient(t, app, { auth: { token: `${token}x` } }).socket)
  await connectClient(t, app, { auth: { token } }).connected()
  t.ok(app.log_lines.some(line => line.includes('token=[redacted]')))
  t.strictSame(app.log_lines.filter(line => line.includes('correct-horse')), [])
})
