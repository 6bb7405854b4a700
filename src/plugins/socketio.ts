import type { IncomingMessage, ServerResponse } from 'node:http'
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
  /** A client that comes before waits. */
  ready?: Promise<void>
}

export interface SocketIoOptions {
  path: string
  clock: Clock
  access: SocketIoAccess
  /** Id of the history that cursors belong to. */
  stream_id: string
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
export default fp(async (app: App, { path, clock, access, stream_id, open }: SocketIoOptions) => {
  const io = createServer(app, path, access)
  const requests = trackRequests(io)

  // Every message counts, also before a client is admitted.
  io.engine.on('connection', (conn: Socket['conn']) => {
    const guard = createFloodGuard({ clock, per_second: nativeLimits.messages_per_second })
    if ('closeTimeout' in conn.transport) conn.transport.closeTimeout = close_ms // for a client that no longer polls
    conn.on('packet', ({ type }) => { if (type === 'message' && guard() === 'flood') conn.close(true) })
  })
  io.engine.on('headers', (headers: Record<string, string>) => { headers['X-Content-Type-Options'] = 'nosniff' })

  // Told in the answer to CONNECT. A stock client reconnects with it and with the last text it was sent: a cursor.
  io.use((socket, next) => {
    Object.assign(socket, { pid: stream_id }) // socket.io declares the field private
    next()
  })

  io.on('connection', socket => {
    // as: their values are checked later
    const { since, offset = since } =
      { ...socket.handshake.query, ...socket.handshake.auth } as { since?: unknown, offset?: unknown }
    const session = open({ sink: createSocketIoSink(socket), path }, offset)
    socket.on('disconnect', session.onGone)
  })

  // A packet that says good-bye, of Socket.IO or of its engine, would end the client: none is sent.
  app.addHook('preClose', async () => {
    requests.refuse()
    for (const conn of connections(io)) if (conn.transport.name === 'websocket') conn.close()
    await awaitClosed(requests.end(), clock, socket => { socket.destroy() })
    io.engine.close()
  })
}, { name: 'socketio', fastify: '5.x', dependencies: ['web-sockets'] })

function createServer (app: App, path: string, access: SocketIoAccess): Io {
  const { checkPlace, isAdmitted, allowed_origins, limit, ready = Promise.resolve() } = access
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
      const reply = (): void => { answer(refusal?.message ?? null, refusal === null) }
      ready.then(reply, reply)
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

// as: the engine declares the field private
const connections = ({ engine }: Io): Array<Socket['conn']> =>
  Object.values((engine as unknown as { clients: Record<string, Socket['conn']> }).clients)

/** The TCP connections that serve Socket.IO now. */
interface Requests {
  /** From now on no new one is served. */
  refuse: () => void
  /** Cuts off the requests that wait for an answer; returns the WebSockets, which end after their handshake. */
  end: () => Duplex[]
}

function trackRequests (io: Io): Requests {
  const polls = new Set<Duplex>()
  const upgraded = new Set<Duplex>()
  let stopping = false
  io.engine.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
    const { socket } = request
    if (stopping) return socket.destroy()
    if (request.headers.upgrade === undefined) {
      polls.add(socket)
      response.once('close', () => { polls.delete(socket) })
    } else {
      upgraded.add(socket)
      socket.once('close', () => { upgraded.delete(socket) })
    }
    next()
  })
  return {
    refuse () { stopping = true },
    end () {
      for (const socket of polls) socket.destroy()
      return [...upgraded].filter(socket => !socket.destroyed)
    }
  }
}
