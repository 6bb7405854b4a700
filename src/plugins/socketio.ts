import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { Server } from 'socket.io'
import type { Socket } from 'socket.io'
import type { TrainingUpdate } from '../../core/contract/job-views.ts'
import type { SocketStatus } from '../../core/contract/socket.ts'
import { createAppError, toErrorBody } from '../../core/domain/app-error.ts'
import type { Clock } from '../../core/domain/clock.ts'
import type { EventStream } from '../../services/stream/event-stream.ts'
import type { StreamJobs } from '../../services/jobs/stream-jobs.ts'
import { createEpochBroadcaster } from '../transports/socketio-session.ts'
import type { Epochs } from '../transports/socketio-session.ts'
import { createFloodGuard } from '../transports/flood-guard.ts'
import { nativeLimits } from '../transports/native.ts'
import type { Gate } from './gate.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** The clients of Socket.IO, as /api/ws/status shows them. */
    epochListeners: () => SocketStatus['clients']
  }
}

export interface SocketIoOptions {
  stream: EventStream
  clock: Clock
  jobs: StreamJobs
  epochs: Epochs
  /** Whether a request may come from where it comes from. */
  place: Gate
  /** Whether it, or the token offered beside it, may come in. */
  admits: (request: IncomingMessage, offered: unknown) => boolean
  allowed_origins: readonly string[]
  most: number
}

/** Where Socket.IO answers; its upgrades are no business of the WebSocket routes. */
export const socketIoPath = '/socket.io/'
const message_bytes = 16_384
const connect_ms = 10_000
const goodbye_ms = 1000

type Events = { training_update: (update: TrainingUpdate) => void }
type Io = Server<Record<string, never>, Events>

/** Socket.IO at its default path and namespace. Its requests do not pass Fastify's hooks, so the gate is asked here. Register the sockets first. */
export default fp(async (app: FastifyInstance, options: SocketIoOptions) => {
  const { stream, clock, jobs, epochs, place, admits, allowed_origins, most } = options
  const log = app.log
  const broadcaster = createEpochBroadcaster({ stream, jobs, epochs, log })
  const io: Io = new Server({
    path: socketIoPath,
    serveClient: false,
    transports: ['polling', 'websocket'],
    cors: { origin: [...allowed_origins] },
    maxHttpBufferSize: message_bytes,
    connectTimeout: connect_ms,
    pingInterval: nativeLimits.ping_interval_ms,
    httpCompression: false,
    allowRequest (request, answer) {
      const refusal = place(request) ?? (io.engine.clientsCount >= most ? createAppError('rate_limited', { seconds: 60 }) : null)
      if (refusal !== null) log.info({ code: refusal.code, remote_address: request.socket.remoteAddress }, 'A Socket.IO client was refused')
      answer(refusal?.message ?? null, refusal === null)
    }
  })
  io.attach(app.server, { path: socketIoPath, destroyUpgrade: false })
  app.decorate('epochListeners', broadcaster.status)

  io.use((socket, next) => {
    if (admits(socket.request, socket.handshake.auth.token)) return next()
    const { code, message, statusCode } = toErrorBody(createAppError('unauthorized'), 'none')
    next(Object.assign(new Error(message), { data: { code, statusCode } }))
  })

  // Every message counts, also of who has not been let in yet.
  io.engine.on('connection', (conn: Socket['conn']) => {
    const guard = createFloodGuard({ clock, per_second: nativeLimits.messages_per_second })
    if ('closeTimeout' in conn.transport) conn.transport.closeTimeout = goodbye_ms // a client that polls no more is not waited for
    conn.on('packet', ({ type }) => { if (type === 'message' && guard() === 'flood') conn.close(true) })
  })
  io.engine.on('headers', (headers: Record<string, string>) => { headers['X-Content-Type-Options'] = 'nosniff' })

  let connected = 0
  io.on('connection', socket => {
    const client_id = `io${++connected}`
    let backlog = 0
    socket.conn.on('drain', () => { backlog = 0 })
    const { since } = { ...socket.handshake.query, ...socket.handshake.auth } as { since?: unknown } // what is in it is looked at
    const leave = broadcaster.join({
      client_id,
      connected_at: clock.now(),
      backlog: () => backlog,
      gone: () => socket.disconnected,
      emit (update) {
        backlog++
        socket.emit('training_update', update)
        log.debug({ client_id, job_id: update.job_id, epoch: update.epoch }, 'training_update')
      }
    }, since)
    socket.on('disconnect', leave)
  })

  const upgraded = new Set<Duplex>()
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    if (request.url?.startsWith(socketIoPath) !== true) return
    upgraded.add(socket)
    socket.once('close', () => { upgraded.delete(socket) })
  })

  app.addHook('preClose', async () => {
    broadcaster.close()
    io.disconnectSockets(true)
    io.engine.close()
    await endSockets([...upgraded], clock)
  })
}, { name: 'socketio', fastify: '5.x', dependencies: ['sockets'] })

/** Waits for sockets that were said goodbye to, and after a moment ends those that did not answer. */
async function endSockets (sockets: Duplex[], clock: Clock): Promise<void> {
  const gone = Promise.all(sockets.map(async socket => { if (!socket.destroyed) await new Promise(resolve => { socket.once('close', resolve) }) }))
  const patience = clock.after(goodbye_ms, () => { for (const socket of sockets) socket.destroy() })
  await gone
  patience.cancel()
}
