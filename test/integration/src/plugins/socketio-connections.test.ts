import { once } from 'node:events'
import { connect } from 'node:net'
import { io } from 'socket.io-client'
import type { Socket } from 'socket.io-client'
import t from 'tap'
import { patience } from '../../../helpers/patience.ts'
import { connectClient, refusal } from '../../../helpers/socketio-client.ts'
import { testApp } from '../../../helpers/test-app.ts'

t.setTimeout(patience(120_000))

t.test(
  '[I1] the WebSockets of Fastify and of Socket.IO work side by side; similar paths and malformed requests are refused',
  async t => {
    const app = await testApp(t)
    const [stream, other] = [await app.stream(), connectClient(t, app)]
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

t.test(
  '[I7] a client that floods, sends a megabyte or a malformed packet, or exceeds the limit is disconnected, and the others are not',
  async t => {
    const app = await testApp(t, { SOCKET_IO_CONNECTIONS: '4' })
    const calm = connectClient(t, app, { transports: ['websocket'] })
    await calm.connected()
    const gone = async (socket: Socket): Promise<string> =>
      await new Promise(resolve => {
        socket.once('disconnect', resolve)
      })
    for (const transports of [['polling'], ['websocket']]) {
      const [flood, large] = [connectClient(t, app, { transports }), connectClient(t, app, { transports })]
      await Promise.all([flood.connected(), large.connected()])
      const ends = [gone(flood.socket), gone(large.socket)]
      for (let count = 0; count < 300; count++) flood.socket.emit('anything', count)
      large.socket.emit('anything', 'x'.repeat(1_000_000))
      for (const reason of await Promise.all(ends)) t.match(reason, /transport (close|error)/, transports.join())
    }
    const odd = connectClient(t, app, { transports: ['websocket'] })
    await odd.connected()
    const ended = gone(odd.socket)
    odd.socket.io.engine.write('51-["x",{"_placeholder":true,"num":99}]garbage')
    t.match(await ended, /close|error|disconnect/)
    const full = [1, 2, 3].map(() => connectClient(t, app, { transports: ['websocket'] }))
    for (const { connected } of full) await connected()
    for (const transports of [['polling'], ['websocket']]) {
      t.ok(await refusal(connectClient(t, app, { transports }).socket), 'the fifth')
    }
    t.ok(calm.socket.connected)
    const unknown = io(`${app.url}/admin`, { forceNew: true, reconnection: false, transports: ['polling'] })
    t.teardown(() => {
      unknown.disconnect()
    })
    t.ok(await refusal(unknown), 'there is one namespace')
  }
)

t.test('[I9] the server stops at once, even with clients that are connected or half connected', async t => {
  const app = await testApp(t)
  const clients = [
    connectClient(t, app),
    connectClient(t, app, { transports: ['polling'] }),
    connectClient(t, app, { transports: ['websocket'] })
  ]
  for (const { connected } of clients) await connected()
  const port = Number(app.host.split(':')[1])
  const mute = Array.from({ length: 50 }, (_, at) => {
    const socket = connect(port, '127.0.0.1')
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
