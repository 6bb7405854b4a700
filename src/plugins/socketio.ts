import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import fp from 'fastify-plugin'
import { Server } from 'socket.io'
import type { Socket } from 'socket.io'
import { createAppError, toErrorBody } from '../../core/domain/app-error.ts'
import type { Clock } from '../../core/domain/clock.ts'
import type { App } from '../http.ts'
import { awaitClosed } from '../transports/await-closed.ts'
import { createFloodGuard } from '../transports/flood-guard.ts'
import { nativeLimits } from '../transports/native.ts'
import type { Connection, Session } from '../transports/session.ts'
import { createSocketIoSink } from '../transports/socketio-sink.ts'
import type { SocketIoEvents } from '../transports/socketio-sink.ts'
import type { Gate } from './gate.ts'

/** Who may connect over Socket.IO. */
export interface SocketIoAccess {
  /** Checks where a request comes from. */
  checkPlace: Gate
  /** Whether a request, or the token that is offered beside it, is admitted. */
  isAdmitted: (request: IncomingMessage, offered: unknown) => boolean
  allowed_origins: readonly string[]
  /** Maximum number of connections. */
  limit: number
}

export interface SocketIoOptions {
  path: string
  clock: Clock
  access: SocketIoAccess
  /** Starts the session of a client; `since`: the cursor it sent, not checked yet. */
  open: (connection: Pick<Connection, 'sink' | 'path'>, since: unknown) => Pick<Session, 'onGone'>
}

type Io = Server<Record<string, never>, SocketIoEvents>

const message_bytes = 16_384
const connect_ms = 10_000
const close_ms = 1000
const retry_seconds = 10

/**
 * Socket.IO in the default namespace. Its requests do not pass Fastify's hooks, so access is checked here. Comes after
 * the WebSockets.
 */
export default fp(async (app: App, { path, clock, access, open }: SocketIoOptions) => {
  const io = createServer(app, path, access)

  // Every message counts, also before a client is admitted.
  io.engine.on('connection', (conn: Socket['conn']) => {
    const guard = createFloodGuard({ clock, per_second: nativeLimits.messages_per_second })
    if ('closeTimeout' in conn.transport) conn.transport.closeTimeout = close_ms // for a client that no longer polls
    conn.on('packet', ({ type }) => { if (type === 'message' && guard() === 'flood') conn.close(true) })
  })
  io.engine.on('headers', (headers: Record<string, string>) => { headers['X-Content-Type-Options'] = 'nosniff' })

  io.on('connection', socket => {
    // as: its values are checked later
    const { since } = { ...socket.handshake.query, ...socket.handshake.auth } as { since?: unknown }
    const session = open({ sink: createSocketIoSink(socket), path }, since)
    socket.on('disconnect', session.onGone)
  })

  const upgraded = new Set<Duplex>()
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    if (request.url?.startsWith(path) !== true) return
    upgraded.add(socket)
    socket.once('close', () => { upgraded.delete(socket) })
  })
  app.addHook('preClose', async () => {
    io.disconnectSockets(true)
    io.engine.close()
    await awaitClosed([...upgraded].filter(socket => !socket.destroyed), clock, socket => { socket.destroy() })
  })
}, { name: 'socketio', fastify: '5.x', dependencies: ['web-sockets'] })

function createServer (app: App, path: string, { checkPlace, isAdmitted, allowed_origins, limit }: SocketIoAccess): Io {
  const io: Io = new Server({
    path,
    serveClient: false,
    transports: ['polling', 'websocket'],
    cors: { origin: [...allowed_origins] },
    maxHttpBufferSize: message_bytes,
    connectTimeout: connect_ms,
    pingInterval: nativeLimits.ping_interval_ms,
    httpCompression: false,
    allowRequest (request, answer) {
      const full = io.engine.clientsCount >= limit ? createAppError('rate_limited', { seconds: retry_seconds }) : null
      const refusal = checkPlace(request) ?? full
      if (refusal !== null) {
        app.log.info(
          { code: refusal.code, remote_address: request.socket.remoteAddress },
          'A Socket.IO client was refused'
        )
      }
      answer(refusal?.message ?? null, refusal === null)
    }
  })
  io.attach(app.server, { path, destroyUpgrade: false })
  io.use((socket, next) => {
    if (isAdmitted(socket.request, socket.handshake.auth.token)) return next()
    const { code, message, statusCode } = toErrorBody(createAppError('unauthorized'), 'none')
    next(Object.assign(new Error(message), { data: { code, statusCode } }))
  })
  return io
}
