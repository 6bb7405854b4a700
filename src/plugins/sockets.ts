import { EventEmitter } from 'node:events'
import { ServerResponse } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import websocket from '@fastify/websocket'
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { WebSocket, WebSocketServer } from 'ws'
import { ErrorBody } from '../../core/contract/errors.ts'
import { closeCodes } from '../../core/contract/socket.ts'
import { createAppError, toErrorBody } from '../../core/domain/app-error.ts'
import type { Clock } from '../../core/domain/clock.ts'
import type { EventStream } from '../../services/stream/event-stream.ts'
import type { Telemetry } from '../../services/system/telemetry.ts'
import type { RunCommand } from '../transports/message-handler.ts'
import { createFanOut } from '../transports/fan-out.ts'
import type { FanOut } from '../transports/fan-out.ts'
import { createKeepAlive } from '../transports/keep-alive.ts'
import type { KeepAlive } from '../transports/keep-alive.ts'
import { createMessageSink } from '../transports/message-sink.ts'
import { createNativeView, nativeLimits } from '../transports/native.ts'
import type { ServerFacts } from '../transports/native.ts'
import { openNativeSession } from '../transports/native-session.ts'
import type { Session } from '../transports/session.ts'
import type { Sink } from '../transports/sink.ts'
import { createSocketSink } from '../transports/socket-sink.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Brings the stream to the sockets of every view; knows who is connected. */
    fanOut: FanOut
    /** How the WebSocket routes of every view are opened. */
    webSocketTransport: WebSocketTransport
  }
}

export interface WebSocketTransport {
  keepAlive: KeepAlive
  /** The last hook of a route before the handshake: nothing is answered over HTTP any more, so the socket lets go of the response. */
  detach: (request: FastifyRequest, reply: FastifyReply) => Promise<void>
  /** Lets `serve` talk to a socket that was just opened; null, and the socket is closed, while the server stops. Nothing said right after the handshake is lost. */
  open: (ws: WebSocket, request: FastifyRequest, serve: (sink: Sink, ping: () => void) => Session) => Session | null
  /** The answer to who asks for the path without an upgrade. */
  upgradeRequired: (request: FastifyRequest, reply: FastifyReply) => FastifyReply
}

export interface SocketsOptions {
  stream: EventStream
  clock: Clock
  telemetry: Pick<Telemetry, 'subscribe'>
  /** Sends a command to a job, as `POST /api/training/…` does; rejects with an AppError. */
  command: RunCommand
  server: ServerFacts
  /** Makes the id of a command that came without one. */
  newId: () => string
  /** Paths whose upgrades somebody else answers, for example `/socket.io/`. */
  foreign_upgrades?: readonly string[]
  /** Whether messages are compressed for clients that offer to read that. */
  deflate?: boolean
}

const most_missed_pings = 2
const goodbye_ms = 1000

/** `/ws`, and what all sockets share: the upgrade router, the fan-out (as `app.fanOut`) and their end. Register the gate first. */
export default fp(async (app: FastifyInstance, { stream, clock, telemetry, command, server, newId, foreign_upgrades = [], deflate = false }: SocketsOptions) => {
  const log = app.log
  const fanOut = createFanOut({ stream, clock, log })
  const view = createNativeView({ stream_id: stream.stream_id, clock, server })
  const keepAlive = createKeepAlive({ clock, interval_ms: nativeLimits.ping_interval_ms, most_missed: most_missed_pings })
  const listeners = onFirstListener(() => telemetry.subscribe(stats => { fanOut.broadcast(view, view.stats(stats)) }))
  const session = { fanOut, view, stream, clock, keepAlive, command, newId, log }
  let stopping = false
  const transport: WebSocketTransport = {
    keepAlive,
    async detach (request, reply) { if (request.ws) reply.raw.detachSocket(request.raw.socket) },
    open (ws, request, serve) {
      if (!stopping) return connect(ws, request, serve, log)
      // It came while the gate was still thinking.
      ws.close(closeCodes.restart, 'service restart')
      return null
    },
    upgradeRequired: (request, reply) => reply.code(426)
      .headers({ upgrade: 'websocket', connection: 'upgrade' })
      .send(toErrorBody(createAppError('upgrade_required', { url: request.url.split('?', 1)[0] ?? '' }), request.id))
  }
  app.decorate('fanOut', fanOut)
  app.decorate('webSocketTransport', transport)

  await app.register(websocket, {
    options: {
      server: routeUpgrades(app, foreign_upgrades),
      maxPayload: nativeLimits.message_bytes,
      perMessageDeflate: deflate && { threshold: 256, zlibDeflateOptions: { level: 3, memLevel: 7 } },
      // The token that comes with it is never echoed.
      handleProtocols: protocols => protocols.has('Bearer') ? 'Bearer' : false
    },
    errorHandler: (error, socket, request) => { endFaulty(error, socket, request.id, log) },
    async preClose () {
      stopping = true
      keepAlive.stop()
      fanOut.close(closeCodes.restart, 'service restart')
      await endSockets(app.websocketServer, clock)
    }
  })

  app.route({
    method: 'GET',
    url: '/ws',
    schema: {
      operationId: 'openStream',
      summary: 'Open the stream over WebSocket',
      description: '/asyncapi.json describes the messages. Without a WebSocket upgrade the reply is 426.',
      tags: ['stream'],
      response: { 426: ErrorBody }
    },
    preHandler: transport.detach,
    handler: async (request, reply) => await transport.upgradeRequired(request, reply),
    wsHandler: (socket, request) => {
      const { since } = request.query as { since?: unknown } // the query string is an object; what is in it is looked at
      transport.open(socket, request, (sink, ping) => {
        listeners.join(socket)
        return openNativeSession(session, { sink, path: '/ws', since: typeof since === 'string' ? since : null, ping })
      })
    }
  })
}, { name: 'sockets', fastify: '5.x' })

/** Measuring costs something, so it is done only while somebody is there to hear it. */
function onFirstListener (listen: () => () => void): { join: (ws: WebSocket) => void } {
  let present = 0
  let stop = (): void => undefined
  const leave = (): void => { if (--present === 0) stop() }
  return {
    join (ws) {
      if (present++ === 0) stop = listen()
      ws.on('close', leave)
    }
  }
}

/** Whatever listens to a socket from here on must not hold its request: sockets live for days, and a request is larger than they are. */
function connect (ws: WebSocket, { id, raw }: FastifyRequest, serve: Parameters<WebSocketTransport['open']>[2], log: FastifyBaseLogger): Session {
  const sink = ws.extensions === '' ? createSocketSink(ws, raw.socket) : createMessageSink(ws)
  ws.removeAllListeners('error') // of @fastify/websocket, which holds request and reply
  ws.on('error', error => { endFaulty(error, ws, id, log) })
  const session = serve(sink, () => { if (ws.readyState === ws.OPEN) ws.ping() })
  ws.on('message', (data: Buffer, binary) => { // the default binaryType: a Buffer
    if (binary) session.onBinary()
    else session.onText(data.toString())
  })
  ws.on('pong', session.onPong)
  ws.on('close', session.onGone)
  return session
}

/** Upgrades to WebSocket go to the returned bus, less those at the paths of others; a wish for another protocol is answered as plain HTTP. */
function routeUpgrades (app: FastifyInstance, foreign: readonly string[]): Server {
  const bus = new EventEmitter()
  app.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    if (foreign.some(path => request.url?.startsWith(path) === true)) return
    if (request.method === 'GET' && request.headers.upgrade?.toLowerCase() === 'websocket') {
      bus.emit('upgrade', request, socket, head)
      return
    }
    socket.on('error', () => { socket.destroy() })
    if (request.method === 'GET' || request.method === 'HEAD') return answerPlainly(app, request, socket)
    // Its body will never arrive, so no route can answer it.
    socket.write('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    socket.destroySoon()
  })
  return bus as unknown as Server // of a server, @fastify/websocket needs the upgrade events and nothing else
}

/** Some clients ask for HTTP/2 with every request; a server may go on as if they had not. */
function answerPlainly (app: FastifyInstance, request: IncomingMessage, socket: Socket): void {
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.once('finish', () => { socket.destroySoon() })
  response.assignSocket(socket)
  app.routing(request, response)
}

/** ws has answered a broken protocol with its close frame already; anything else that fails while a socket is open ends it. */
function endFaulty (error: Error, socket: WebSocket, reqId: string, log: FastifyBaseLogger): void {
  log.info({ err: error, reqId }, 'A socket failed')
  if (socket.readyState === socket.OPEN) socket.terminate()
}

/** Says goodbye to every socket, and after a moment ends those that did not answer. */
async function endSockets (server: WebSocketServer, clock: Clock): Promise<void> {
  const open = [...server.clients]
  const gone = Promise.all(open.map(async socket => { await new Promise(resolve => { socket.once('close', resolve) }) }))
  for (const socket of open) socket.close(closeCodes.restart, 'service restart')
  const patience = clock.after(goodbye_ms, () => { for (const socket of open) socket.terminate() })
  await gone
  patience.cancel()
  server.close()
}
