import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { withTrouble } from '../../../../core/domain/conditions.ts'
import type { Test } from 'tap'
import WebSocket from 'ws'
import type { SystemStats } from '../../../../core/contract/system.ts'
import nativeStream from '../../../../routes/ws.ts'
import type { WebSocketsOptions } from '../../../../src/plugins/web-sockets.ts'
import { bodies, createFakeStream } from '../../../fixtures/fake-stream.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'
import { undeclared } from '../../../helpers/server-message.ts'
import { streamApp } from '../../../helpers/stream-app.ts'
import { connectStream } from '../../../helpers/stream-client.ts'

const stats: SystemStats = {
  gpu_memory_used_gb: 8.5, gpu_memory_total_gb: 24, gpu_utilization_percent: 95, cpu_percent: 45, ram_used_gb: 16,
  ram_total_gb: 32, gpus: [], job_memory: [], timestamp: '2026-01-01T00:00:00.000Z'
}

/** The native stream in a listening app, with a stream, a clock and a telemetry that the test moves. */
async function listen (t: Test, webSockets: Partial<WebSocketsOptions> = {}) {
  const stream = createFakeStream()
  const clock = createManualClock()
  const { app, listeners, troubled } = await streamApp(t, { stream, clock, webSockets }, async (app, parts) => {
    await app.register(nativeStream, {
      ...parts,
      commands: { send: async ({ id }) => ({ command_id: id }), newId: () => 'made' }
    })
    app.get('/plain', async () => 'plain')
    app.post('/plain', async () => 'posted')
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return { app, stream, clock, listeners, troubled, port, url: `ws://127.0.0.1:${port}/ws` }
}

/** Asks by plain HTTP and resolves with the answer. */
async function ask (
  port: number, path: string, headers: Record<string, string> = {}, method = 'GET'
): Promise<{ response: IncomingMessage, body: string }> {
  const sent = request({ host: '127.0.0.1', port, path, headers, method, agent: false })
  sent.end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  return { response, body: await text(response) }
}

const closing = async (socket: WebSocket): Promise<{ code: number, reason: string }> => {
  const [code, reason] = await once(socket, 'close') as [number, Buffer]
  return { code, reason: String(reason) }
}

t.test('[W13] a client that only listens receives connected, then every message', async t => {
  const { stream, clock, url, app } = await listen(t)
  const client = await connectStream(url)
  await client.until(({ type }) => type === 'connected')
  stream.emit(bodies.status('running'), bodies.progress(1), bodies.sample(1), bodies.log('hello'))
  await client.until(({ type }) => type === 'log')
  t.strictSame(
    client.frames.map(({ type }) => type),
    [
      'connected', 'training_status', 'training_state', 'training_progress', 'sample_default', 'sample_generated', 'log'
    ],
    'the next state waits until its interval is over'
  )
  clock.advance(100)
  const next = await client.until(({ type, progress }) =>
    type === 'training_state' && (progress as { global_step: number }).global_step === 1)
  t.equal(next.seq, 4, 'and is as new as what overtook it')
  t.strictSame(undeclared(client.frames), [])
  t.match(app.fanOut.status(), { connections: 1, clients: [{ path: '/ws', subscriptions: null, lag_events: 0 }] })
  await client.close()
})

t.test('[W14] [W13] messages sent right after the handshake are answered, in order', async t => {
  const { url } = await listen(t)
  const client = await connectStream(url)
  client.send('ping')
  client.send({ type: 'subscribe', events: ['log'] })
  client.send({ type: 'command', command: 'pause' })
  client.send('{')
  await client.until(({ type }) => type === 'error')
  t.strictSame(client.frames.map(({ type }) => type), ['connected', 'pong', 'subscribed', 'error'])
  await client.close()
})

t.test('[W9] a client that comes back with since in the URL misses nothing', async t => {
  const { stream, url } = await listen(t)
  const first = await connectStream(url)
  stream.emit(bodies.warning('1'))
  const { id } = await first.until(({ type }) => type === 'warning')
  await first.close()
  stream.emit(bodies.warning('2'), bodies.warning('3'))
  const second = await connectStream(`${url}?since=${String(id)}`)
  await second.until(({ type }) => type === 'replay_complete')
  stream.emit(bodies.warning('4'))
  await second.until(({ message }) => message === '4')
  t.strictSame(
    second.frames.map(({ message, type }) => message ?? type),
    ['connected', '2', '3', 'replay_complete', '4']
  )
  t.strictSame(undeclared(second.frames), [])
  await second.close()
})

t.test('[T94] trouble that begins and ends is told at once on the stream, with the state', async t => {
  const { url, troubled, clock, app } = await listen(t)
  const client = await connectStream(url)
  await client.until(({ type }) => type === 'connected')
  const disk = { condition: 'disk' as const, cause: 'ENOSPC', job_id: null }
  const standing = withTrouble([], disk, '2026-01-01T00:00:00.000Z')
  for (const list of [standing, []]) {
    for (const listener of troubled) listener(list)
    await client.until(({ type, conditions }) => type === 'conditions' && isSame(conditions, list))
    clock.advance(16)
    await client.until(({ type }) => type === 'training_state')
    t.strictSame(undeclared(client.frames), [])
    client.frames.length = 0
    clock.advance(1000)
  }
  await client.close()
  await app.close()
  t.equal(troubled.size, 0)
})

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

t.test(
  '[W23] machine load is sent after each measurement, and measured only while a client is connected',
  async t => {
    const { url, listeners, app } = await listen(t)
    t.equal(listeners.size, 0)
    const client = await connectStream(url)
    await client.until(({ type }) => type === 'connected')
    for (const listener of listeners) listener(stats)
    t.match(await client.until(({ type }) => type === 'system_stats'), stats)
    t.strictSame(undeclared(client.frames), [])
    const other = await connectStream(url)
    t.equal(listeners.size, 1)
    await client.close()
    await other.close()
    await app.close()
    t.equal(listeners.size, 0)
  }
)

t.test('[W17] a message of 64 KiB is read, a longer one closes the socket with 1009', async t => {
  const { url } = await listen(t)
  const client = await connectStream(url)
  client.send('x'.repeat(65_536))
  t.match(await client.until(({ type }) => type === 'error'), { code: 'invalid_json' })
  const closed = closing(client.socket)
  client.send('x'.repeat(65_537))
  t.match(await closed, { code: 1009 })
})

t.test('an open socket keeps nothing of the request it came with', async t => {
  const { app, url } = await listen(t)
  const requests: Array<WeakRef<IncomingMessage>> = []
  app.websocketServer.on('connection', (_, request) => { requests.push(new WeakRef(request)) })
  const client = await connectStream(url)
  await client.until(({ type }) => type === 'connected')
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void // as: what the flag exposes
  await new Promise(resolve => { setImmediate(resolve) }) // a WeakRef holds until the turn in which it was made is over
  collect()
  t.strictSame(requests.map(request => request.deref()), [undefined])
  client.socket.send('ping')
  await client.until(({ type }) => type === 'pong')
})

t.test('[W15] a binary message is refused and the socket stays open; a protocol violation closes it', async t => {
  const { url, app } = await listen(t)
  const client = await connectStream(url)
  client.socket.send(Buffer.from('{"type":"ping"}'))
  t.match(await client.until(({ type }) => type === 'error'), {
    code: 'invalid_request', message: 'Invalid request: it is binary'
  })
  client.send('ping')
  await client.until(({ type }) => type === 'pong')
  const closed = closing(client.socket)
  // A frame with a reserved bit, which no extension allows.
  ;(client.socket as unknown as { _socket: { write: (bytes: Buffer) => void } })._socket.write(
    Buffer.from([0xc1, 0x80, 0, 0, 0, 0])
  )
  t.match(await closed, { code: 1002 })
  t.equal(app.fanOut.status().connections, 0)
})

t.test('[W18] a client that answers pings stays connected; one that does not is closed', async t => {
  const { url, clock, app } = await listen(t)
  const client = await connectStream(url)
  const mute = new WebSocket(url, { autoPong: false })
  await once(mute, 'open')
  for (let round = 0; round < 2; round++) {
    const pinged = Promise.all([once(client.socket, 'ping'), once(mute, 'ping')])
    clock.advance(25_000)
    await pinged
    client.send('ping')
    await client.until(({ type }) => type === 'pong')
    client.frames.length = 0
  }
  const closed = closing(mute)
  clock.advance(25_000)
  t.match(await closed, { code: 4408 })
  t.equal(app.fanOut.status().connections, 1)
  await client.close()
})

t.test('[W20] when the server stops, sockets are closed with 1012, and one that does not answer is ended', async t => {
  const { url, app, clock } = await listen(t)
  const client = await connectStream(url)
  const deaf = await connectStream(url)
  await deaf.until(({ type }) => type === 'connected')
  deaf.socket.pause()
  const [closed, ended] = [closing(client.socket), once(deaf.socket, 'close')]
  const stopped = app.close()
  t.match(await closed, { code: 1012, reason: 'service restart' })
  clock.advance(1000)
  deaf.socket.resume()
  await Promise.all([stopped, ended])
  t.equal(clock.timers(), 0)
})

t.test('[W21] /ws without an upgrade is answered 426 in the error shape', async t => {
  const { port } = await listen(t)
  for (const headers of [{}, { connection: 'upgrade', upgrade: 'h2c' }]) {
    const { response, body } = await ask(port, '/ws', headers)
    t.match([response.statusCode, response.headers.upgrade], [426, 'websocket'])
    t.match(JSON.parse(body), {
      statusCode: 426, code: 'upgrade_required', error: 'Upgrade Required',
      message: '/ws is a WebSocket endpoint; connect with ws:// or wss://'
    })
  }
})

t.test('[W28] an upgrade request for another protocol is answered as plain HTTP', async t => {
  const { port } = await listen(t)
  const { response, body } = await ask(port, '/plain', {
    connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAAQAoAAAAAIAAAAA'
  })
  t.strictSame([response.statusCode, body], [200, 'plain'])
  const posted = await ask(
    port, '/plain',
    { connection: 'upgrade', upgrade: 'websocket', 'content-length': '0' },
    'POST'
  )
  t.equal(posted.response.statusCode, 400)
  t.match(
    JSON.parse(posted.body),
    { code: 'invalid_request', message: 'Invalid request: an upgrade is requested with GET' },
    'in the one shape'
  )
})

t.test('[W22] of the offered subprotocols only Bearer is selected, and the token is never echoed', async t => {
  const { url } = await listen(t)
  for (const protocols of [['Bearer', 'secret'], ['secret', 'Bearer']]) {
    const client = await connectStream(url, { protocols })
    t.equal(client.socket.protocol, 'Bearer')
    await client.close()
  }
  const { port } = new URL(url)
  const handshake = {
    connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-protocol': 'bearer, secret'
  }
  const sent = request({ port, path: '/ws', headers: handshake })
  sent.end()
  const [response, socket] = await once(sent, 'upgrade') as [IncomingMessage, NodeJS.Socket & { destroy: () => void }]
  t.strictSame([response.statusCode, response.headers['sec-websocket-protocol']], [101, undefined])
  socket.destroy()
})

t.test('[W22] no extension is negotiated, so that prebuilt frames are valid', async t => {
  const { url } = await listen(t)
  const client = await connectStream(url)
  t.equal(client.socket.extensions, '')
  await client.close()
})

t.test('[W28] upgrade requests at the paths of other handlers are left to them', async t => {
  const { app, port } = await listen(t, { foreign_paths: ['/socket.io/'] })
  app.server.on('upgrade', (asked, socket) => {
    if (asked.url?.startsWith('/socket.io/') === true) socket.end('HTTP/1.1 418 Teapot\r\nConnection: close\r\n\r\n')
  })
  const { response } = await ask(port, '/socket.io/?EIO=4', { connection: 'upgrade', upgrade: 'websocket' })
  t.equal(response.statusCode, 418)
})

t.test('[W6] over a real socket a client that stops reading receives everything once it reads on', async t => {
  const { url, stream, clock, app } = await listen(t)
  const [slow, live] = [await connectStream(url), await connectStream(url)]
  for (const client of [slow, live]) await client.until(({ type }) => type === 'connected')
  slow.socket.pause()
  const line = 'x'.repeat(50_000)
  // The kernel takes megabytes before a socket is slow.
  for (let number = 0; number < 400; number++) {
    stream.emit(bodies.log(line), bodies.warning(String(number)))
    clock.advance(16)
    await live.until(({ message }) => message === String(number))
  }
  t.ok(app.fanOut.status().clients[0]!.lag_events > 100, 'it lags, and its messages are not in memory for it')
  slow.socket.resume()
  const done = slow.until(({ message }) => message === '399')
  while (app.fanOut.status().clients[0]!.lag_events > 0) {
    clock.advance(16)
    await new Promise(resolve => { setImmediate(resolve) })
  }
  await done
  t.strictSame(
    slow.frames.filter(({ type }) => type === 'warning').map(({ message }) => message),
    Array.from({ length: 400 }, (_, number) => String(number))
  )
  await Promise.all([slow.close(), live.close()])
})
