import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Server } from 'node:net'
import fp from 'fastify-plugin'
import type { App } from '../http.ts'

const other: Record<string, string> = { '127.0.0.1': '::1', '::1': '127.0.0.1' }

/**
 * A server on one loopback address also serves the other, at the same port: `localhost` is ::1 to some clients and
 * 127.0.0.1 to others. Connections are handed to the one HTTP server, so that sockets work there too.
 */
export default fp(async (app: App) => {
  let second: Server | null = null
  app.addHook('onListen', async () => {
    const address = app.server.address()
    if (address === null || typeof address === 'string') return
    const host = other[address.address]
    if (host === undefined) return
    // As Node's HTTP server has them.
    second = createServer({ allowHalfOpen: true, noDelay: true }, socket => { app.server.emit('connection', socket) })
    try {
      await once(second.listen({ host, port: address.port }), 'listening')
    } catch (err) {
      app.log.info({ err, host }, 'the other loopback address cannot be served')
      second = null
    }
  })
  app.addHook('preClose', async () => { second?.close() })
}, { name: 'both-loopbacks', fastify: '5.x' })
