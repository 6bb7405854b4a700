import { once } from 'node:events'
import { connect as connectRaw } from 'node:net'
import { Writable } from 'node:stream'
import { io } from 'socket.io-client'
import type { ManagerOptions, Socket, SocketOptions } from 'socket.io-client'
import t from 'tap'
import type { Test } from 'tap'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { TrainingUpdate } from '../../../../core/contract/job-views.ts'
import { patience } from '../../../helpers/patience.ts'
import { testApp } from '../../../helpers/test-app.ts'
import type { TestApp } from '../../../helpers/test-app.ts'

t.setTimeout(patience(120_000))
const trainingUpdate = TypeCompiler.Compile(TrainingUpdate)
const quick = { epochs: 3, mini_batch_size: 10, learning_rate: 3 }
const small = { training_set_size: 60, validation_set_size: 20 }

/** A stock client that remembers what it was told. */
function client (t: Test, app: TestApp, options: Partial<ManagerOptions & SocketOptions> = {}) {
  const socket: Socket = io(app.url, { forceNew: true, reconnection: false, ...options })
  t.teardown(() => { socket.disconnect() })
  const received: TrainingUpdate[] = []
  const watchers = new Set<() => void>()
  socket.on('training_update', (update: TrainingUpdate) => {
    received.push(update)
    for (const watch of watchers) watch()
  })
  const until = async (fits: (update: TrainingUpdate) => boolean): Promise<TrainingUpdate> =>
    await new Promise(resolve => {
      const look = (): void => {
        const found = received.find(fits)
        if (found !== undefined) resolve(found)
      }
      watchers.add(look)
      look()
    })
  const connected = async (): Promise<void> => {
    if (!socket.connected) {
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve).once('connect_error', reject)
      })
    }
  }
  return { socket, received, until, connected }
}
const refusal = async (socket: Socket): Promise<Error & { data?: unknown, description?: unknown }> =>
  await new Promise(resolve => {
    socket.once('connect_error', resolve)
  })

t.test('a training of a network', async t => {
  const app = await testApp(t)
  const listeners = {
    both: client(t, app),
    polling: client(t, app, { transports: ['polling'] }),
    websocket: client(t, app, { transports: ['websocket'] })
  }
  for (const { connected } of Object.values(listeners)) await connected()

  t.test('[I9] the status shows who is connected', async t => {
    const { body } = await app.ask('/api/ws/status')
    t.match(body, {
      connections: 3,
      clients: ['c1', 'c2', 'c3'].map(client_id => ({
        client_id, view: 'socket.io', path: '/socket.io/', job_id: null, subscriptions: ['epoch_completed']
      }))
    })
    t.notMatch(
      JSON.stringify(body),
      new RegExp(listeners.both.socket.io.engine.id ?? 'an id'),
      "whoever knows a session's id could take it over"
    )
  })

  t.test(
    "[I11] it is made, trained with S4's numbers, and shows its job; unknown fields and numbers out of range are refused",
    async t => {
      const { status, body: network } = await app.ask('/api/networks', { body: { name: 'Mine', config: small } })
      t.equal(status, 201)
      const path = `/api/networks/${network.network_id}`
      for (const body of [
        { epoch: 3 }, { epochs: 0 }, { epochs: '3' }, { learning_rate: -1 }, { mini_batch_size: 1.5 }
      ]) {
        t.match(await app.ask(`${path}/train`, { body }), {
          status: 400,
          body: { code: 'invalid_request', details: [{ pointer: `/${Object.keys(body)[0]}` }] }
        })
      }
      t.match(await app.ask('/api/networks/019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42/train', { body: {} }), {
        status: 404, body: { code: 'network_not_found' }
      })
      const reply = await app.ask(`${path}/train`, { body: quick })
      t.match(reply, {
        status: 202,
        body: { network_id: network.network_id, job_id: String, job_number: 1, status: /queued|running/ }
      })
      const { job_id } = reply.body
      for (const [name, { until, received }] of Object.entries(listeners)) {
        await until(({ epoch }) => epoch === 3)
        t.match(
          received.map(({ job_id, network_id, epoch, total_epochs, progress, total }) => ({
            job_id, network_id, epoch, total_epochs, progress, total
          })),
          [1, 2, 3].map(epoch => ({
            job_id, network_id: network.network_id, epoch, total_epochs: 3,
            progress: Math.round((epoch / 3) * 10_000) / 100,
            total: 20
          })),
          name
        )
        for (const update of received) {
          t.ok(update.accuracy === (update.correct ?? 0) / 20 && trainingUpdate.Check(update))
        }
      }
      t.match((await app.ask(path)).body, {
        name: 'Mine', config: small,
        jobs: [{ job_id, job_number: 1, total_epochs: 3 }]
      })
    }
  )
})

t.test('[I4] a client that was cut off goes on after the last epoch it was told', async t => {
  const app = await testApp(t)
  const { body: { network_id } } = await app.ask('/api/networks', { body: { config: small } })
  const first = client(t, app, { transports: ['websocket'] })
  await first.connected()
  await app.ask(`/api/networks/${network_id}/train`, { body: { ...quick, epochs: 6 } })
  await first.until(({ epoch }) => epoch === 2)
  first.socket.disconnect()
  const { id, epoch } = first.received.at(-1)!
  const [second, third] = [client(t, app, { auth: { since: id } }), client(t, app, { query: { since: id } })]
  for (const { received, until } of [second, third]) {
    await until(update => update.epoch === 6)
    t.strictSame(received.map(update => update.epoch), Array.from({ length: 6 - epoch }, (_, at) => epoch + 1 + at))
  }
})

t.test('[I5] Host and Origin are checked by polling and by WebSocket, with and without an Origin', async t => {
  const app = await testApp(t, { ALLOWED_ORIGINS: 'https://ui.example.com' })
  const handshake = async (transport: string, headers: string[]): Promise<string> =>
    await new Promise((resolve, reject) => {
      const socket = connectRaw(Number(app.host.split(':')[1]), '127.0.0.1')
      const upgrade =
        transport === 'websocket'
          ? [
              'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13',
              'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
            ]
          : ['Connection: close']
      socket.write(
        [
          `GET /socket.io/?EIO=4&transport=${transport} HTTP/1.1`,
          ...(headers.some(line => line.startsWith('Host')) ? [] : [`Host: ${app.host}`]),
          ...headers,
          ...upgrade,
          '',
          ''
        ].join('\r\n')
      )
      socket.once('data', data => {
        resolve(String(data))
        socket.destroy()
      })
      socket.once('error', reject)
    })
  for (const transport of ['polling', 'websocket']) {
    for (const headers of [
      ['Origin: https://evil.example'],
      ['Origin: null'],
      ['Origin: http://127.0.0.1:1'],
      ['Sec-Fetch-Site: cross-site'],
      ['Sec-Fetch-Site: same-site'],
      ['Host: evil.example'],
      ['Host: a', 'Host: b']
    ]) {
      const answer = await handshake(transport, headers)
      t.match(answer, /^HTTP\/1\.1 40[03] /, `${transport} ${headers.join()}`)
      t.notMatch(answer, /"sid"/)
    }
    for (const headers of [
      [], [`Origin: ${app.url}`],
      ['Origin: https://ui.example.com'],
      ['Sec-Fetch-Site: same-origin']
    ]) { t.match(await handshake(transport, headers), /^HTTP\/1\.1 (200|101) /, `${transport} ${headers.join()}`) }
  }
  t.match(
    await handshake('polling', ['Origin: https://ui.example.com']),
    /access-control-allow-origin: https:\/\/ui\.example\.com/i
  )
  t.notMatch(await handshake('polling', ['Origin: https://evil.example']), /access-control-allow-origin/i)
})

t.test('[I6] a token is asked for, taken in three ways, and never logged', async t => {
  const token = 'correct-horse-battery-staple'
  const lines: string[] = []
  const stream = new Writable({ write (line: Buffer, _encoding, done) { lines.push(String(line)); done() } })
  const app = await testApp(t, { AUTH: 'token', TOKEN: token }, { logger: { level: 'trace', stream } })
  for (const transports of [['polling'], ['websocket']]) {
    for (const options of [
      {},
      { auth: { token: 'wrong-horse-battery-staple' } },
      { query: { token: 'no' } },
      { auth: { token: [token] } },
      { auth: { token: { toString: 1 } } },
      { auth: { token: 'x'.repeat(9000) } }
    ]) {
      const { socket, received } = client(t, app, { transports, ...options })
      const { data } = await refusal(socket)
      t.match([data, socket.connected, received], [{ code: 'unauthorized', statusCode: 401 }, false, []])
    }
    for (const options of [
      { auth: { token } }, { query: { token } },
      { extraHeaders: { authorization: `Bearer ${token}` } }
    ]) {
      const { socket, connected } = client(t, app, { transports, ...options })
      await connected()
      t.ok(socket.connected, `${transports.join()} ${Object.keys(options).join()}`)
    }
  }
  t.equal((await app.ask('/api/ws/status', { headers: { authorization: `Bearer ${token}` } })).body.connections, 6)
  t.ok(lines.length > 0)
  t.notMatch(lines.join(''), /horse/)
})

t.test(
  '[I7] a flood, a megabyte, an odd packet or one client too many ends that client, and the others hear on',
  async t => {
    const app = await testApp(t, { SOCKET_IO_CONNECTIONS: '4' })
    const calm = client(t, app, { transports: ['websocket'] })
    await calm.connected()
    const gone = async (socket: Socket): Promise<string> =>
      await new Promise(resolve => {
        socket.once('disconnect', resolve)
      })
    for (const transports of [['polling'], ['websocket']]) {
      const [flood, large] = [client(t, app, { transports }), client(t, app, { transports })]
      await Promise.all([flood.connected(), large.connected()])
      const ends = [gone(flood.socket), gone(large.socket)]
      for (let count = 0; count < 300; count++) flood.socket.emit('anything', count)
      large.socket.emit('anything', 'x'.repeat(1_000_000))
      for (const reason of await Promise.all(ends)) t.match(reason, /transport (close|error)/, transports.join())
    }
    const odd = client(t, app, { transports: ['websocket'] })
    await odd.connected()
    const ended = gone(odd.socket)
    odd.socket.io.engine.write('51-["x",{"_placeholder":true,"num":99}]garbage')
    t.match(await ended, /close|error|disconnect/)
    const full = [1, 2, 3].map(() => client(t, app, { transports: ['websocket'] }))
    for (const { connected } of full) await connected()
    for (const transports of [['polling'], ['websocket']]) {
      t.ok(await refusal(client(t, app, { transports }).socket), 'the fifth')
    }
    t.ok(calm.socket.connected)
    const unknown = io(`${app.url}/admin`, { forceNew: true, reconnection: false, transports: ['polling'] })
    t.teardown(() => {
      unknown.disconnect()
    })
    t.ok(await refusal(unknown), 'there is one namespace')
  }
)

t.test('[I9] the server ends at once, whoever is connected or half connected', async t => {
  const app = await testApp(t)
  const clients = [
    client(t, app), client(t, app, { transports: ['polling'] }), client(t, app, { transports: ['websocket'] })
  ]
  for (const { connected } of clients) await connected()
  const port = Number(app.host.split(':')[1])
  const mute = Array.from({ length: 50 }, (_, at) => {
    const socket = connectRaw(port, '127.0.0.1')
    socket.on('error', () => {
      socket.destroy()
    })
    socket.write(
      at % 2 === 0
        ? `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${app.host}\r\nConnection: ` +
          `Upgrade\r\nUpgrade: ${at % 4 === 0 ? 'websocket' : 'h2c'}\r\nSec-WebSocket-Version: ` +
          '13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'
        : `GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: ${app.host}\r\n\r\n`
    )
    return socket
  })
  t.teardown(() => {
    for (const socket of mute) socket.destroy()
  })
  await Promise.all(
    mute.slice(0, 2).map(async socket => {
      await once(socket, 'data')
    })
  )
  const ends = clients.map(async ({ socket }) => {
    await new Promise(resolve => {
      socket.once('disconnect', resolve)
    })
  })
  const begun = performance.now()
  await app.app.close()
  t.ok(performance.now() - begun < 10_000, 'not even those that never answer are waited for')
  await Promise.all(ends)
  t.notOk(clients.some(({ socket }) => socket.connected))
})

t.test(
  '[I1] WebSockets of Fastify and of Socket.IO live beside each other, and other paths below the root do too',
  async t => {
    const app = await testApp(t)
    const [stream, other] = [await app.stream(), client(t, app)]
    const { engine } = other.socket.io
    await new Promise(resolve => {
      engine.once('upgrade', resolve)
    })
    t.equal(engine.transport.name, 'websocket', 'default options go over to WebSocket')
    await other.connected()
    t.match(await stream.until(({ type }) => type === 'connected'), { protocol: 1 })
    stream.send('ping')
    await stream.until(({ type }) => type === 'pong')
    for (const path of ['/socket.io', '/socket.iox', '/socket.io.js']) t.equal((await app.ask(path)).status, 404, path)
    for (const path of [
      '/socket.io/', '/socket.io/?EIO=4', '/socket.io/?EIO=4&transport=polling&sid=x',
      '/socket.io/?EIO=4&transport=nothing', '/socket.io/socket.io.js', '/socket.io/%zz'
    ]) { t.equal((await app.ask(path)).status, 400, path) }
  }
)
