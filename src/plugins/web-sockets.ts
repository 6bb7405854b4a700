import websocket from '@fastify/websocket'
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { WebSocket } from 'ws'
import { closeCodes } from '../../core/contract/socket.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import type { Clock } from '../../core/domain/clock.ts'
import type { App } from '../http.ts'
import { awaitClosed } from '../transports/await-closed.ts'
import { createKeepAlive } from '../transports/keep-alive.ts'
import type { KeepAlive } from '../transports/keep-alive.ts'
import { nativeLimits } from '../transports/native.ts'
import type { AcceptedSocket } from '../transports/session.ts'
import { connectWebSocket } from '../transports/web-socket.ts'
import { routeUpgrades } from './route-upgrades.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** How routes offer WebSockets. */
    webSocketTransport: WebSocketTransport
  }
  interface FastifyContextConfig {
    is_web_socket?: boolean
  }
}

export interface WebSocketTransport {
  keepAlive: KeepAlive
  /** What the WebSocket routes share: without an upgrade they answer 426; with one, `handle` gets the open socket. */
  route: (handle: (socket: AcceptedSocket, request: FastifyRequest) => void) => WebSocketRoute
}

export interface WebSocketRoute {
  method: 'GET'
  config: { is_web_socket: true }
  preHandler: (request: FastifyRequest, reply: FastifyReply) => Promise<void>
  handler: (request: FastifyRequest, reply: FastifyReply) => Promise<void>
  wsHandler: (ws: WebSocket, request: FastifyRequest) => void
}

export interface WebSocketsOptions {
  clock: Clock
  /** Paths whose upgrades are answered elsewhere. */
  foreign_paths?: readonly string[]
  /** Whether messages are compressed for clients that offer permessage-deflate. */
  deflate?: boolean
}

const most_missed_pings = 2

/**
 * The WebSocket server behind all WebSocket routes, as `app.webSocketTransport`. Comes after the gate, the errors and
 * the fan-out.
 */
export default fp(async (app: App, { clock, foreign_paths = [], deflate = false }: WebSocketsOptions) => {
  const log = app.log
  const keepAlive = createKeepAlive({
    clock, interval_ms: nativeLimits.ping_interval_ms, most_missed: most_missed_pings
  })
  let stopping = false
  app.decorate('webSocketTransport', {
    keepAlive,
    route: handle => ({
      method: 'GET',
      config: { is_web_socket: true },
      preHandler: detachResponse,
      handler: requireUpgrade,
      wsHandler (ws, request) {
        if (stopping) ws.close(closeCodes.restart, 'service restart') // the gate let it in before
        else handle(accept(ws, request, log), request)
      }
    })
  })

  app.addHook('preHandler', refuseElsewhere)
  await app.register(websocket, {
    options: {
      server: routeUpgrades(app, foreign_paths),
      maxPayload: nativeLimits.message_bytes,
      perMessageDeflate: deflate && { threshold: 256, zlibDeflateOptions: { level: 3, memLevel: 7 } },
      // The token that comes with it is never echoed.
      handleProtocols: protocols => protocols.has('Bearer') ? 'Bearer' : false
    },
    errorHandler: (error, ws, request) => { endFailed(error, ws, request.id, log) },
    async preClose () {
      stopping = true
      keepAlive.stop()
      const { websocketServer: server } = app
      const open = [...server.clients]
      for (const ws of open) ws.close(closeCodes.restart, 'service restart')
      await awaitClosed(open, clock, ws => { ws.terminate() })
      server.close()
    }
  })
}, { name: 'web-sockets', fastify: '5.x' })

/** Nothing is answered over HTTP after the handshake, so the socket need not keep the response. */
async function detachResponse (request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (request.ws) reply.raw.detachSocket(request.raw.socket)
}

/** The package would accept the upgrade first and then close it. */
async function refuseElsewhere (request: FastifyRequest): Promise<void> {
  const { ws, is404, routeOptions: { config } } = request
  if (!ws || is404 || config.is_web_socket === true) return
  const problem = `${pathOf(request)} is no WebSocket; ask for it without an upgrade`
  throw createAppError('invalid_request', { problem })
}

async function requireUpgrade (request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.headers({ upgrade: 'websocket', connection: 'upgrade' })
  throw createAppError('upgrade_required', { url: pathOf(request) })
}

/**
 * No listener that stays on the socket may hold its request: sockets live for days, and a request is larger than they
 * are.
 */
function accept (ws: WebSocket, request: FastifyRequest, log: FastifyBaseLogger): AcceptedSocket {
  const { id, raw: { socket } } = request
  const path = pathOf(request)
  ws.removeAllListeners('error') // of @fastify/websocket, which holds request and reply
  ws.on('error', error => { endFailed(error, ws, id, log) })
  return {
    serve (serve) { if (ws.readyState === ws.OPEN) connectWebSocket(ws, socket, path, serve) },
    close (code, reason) { ws.close(code, reason) },
    onClose (act) { ws.on('close', act) }
  }
}

const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] ?? ''

/** ws answers a broken protocol with a close frame itself; after any other error an open socket is ended. */
function endFailed (error: Error, ws: WebSocket, reqId: string, log: FastifyBaseLogger): void {
  log.info({ err: error, reqId }, 'A socket failed')
  if (ws.readyState === ws.OPEN) ws.terminate()
}
