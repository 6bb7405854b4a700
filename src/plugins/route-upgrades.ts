import { EventEmitter } from 'node:events'
import { ServerResponse } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import { createAppError } from '../../core/domain/app-error.ts'
import type { App } from '../http.ts'
import { answerRaw } from './errors.ts'

/**
 * Upgrades to WebSocket go to the returned server, except at the paths of others; a request for another protocol is
 * answered as plain HTTP. An upgrade that is answered over HTTP ends its connection: Node no longer reads from it, and
 * would never learn that the client has left.
 */
export function routeUpgrades (app: App, foreign_paths: readonly string[]): Server {
  const bus = new EventEmitter()
  const upgrading = new WeakSet<IncomingMessage>()
  app.addHook('onResponse', async ({ raw }) => { if (upgrading.has(raw)) raw.socket.destroySoon() })
  app.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    if (foreign_paths.some(path => request.url?.startsWith(path) === true)) return
    if (request.method === 'GET' && request.headers.upgrade?.toLowerCase() === 'websocket') {
      upgrading.add(request)
      bus.emit('upgrade', request, socket, head)
      return
    }
    socket.on('error', () => { socket.destroy() })
    if (request.method === 'GET' || request.method === 'HEAD') answerAsHttp(app, request, socket)
    // Its body will never arrive, so no route can answer it.
    else answerRaw(socket, createAppError('invalid_request', { problem: 'an upgrade is requested with GET' }))
  })
  return bus as unknown as Server // as: of a server, @fastify/websocket needs the upgrade events and nothing else
}

/** Some clients ask for HTTP/2 with every request; a server may ignore that. */
function answerAsHttp (app: App, request: IncomingMessage, socket: Socket): void {
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.once('finish', () => { socket.destroySoon() })
  response.assignSocket(socket)
  app.routing(request, response)
}
