import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { machineClock } from '../../core/machine-clock.ts'
import type { EventStream } from '../../services/stream/event-stream.ts'
import type { StreamJobs } from '../../services/jobs/stream-jobs.ts'
import eventSource from '../../routes/event-source.ts'
import jobStream from '../../routes/job-stream.ts'
import jobUpdates from '../../routes/job-updates.ts'
import nativeStream from '../../routes/ws.ts'
import type { App } from '../../src/http.ts'
import gatePlugin, { createGate } from '../../src/plugins/gate.ts'
import errors from '../../src/plugins/errors.ts'
import fanOut from '../../src/plugins/fan-out.ts'
import { validation } from '../../src/plugins/validation.ts'
import webSockets from '../../src/plugins/web-sockets.ts'
import { createJobUpdateView } from '../../src/transports/job-update-view.ts'
import { createJobStreamView } from '../../src/transports/job-stream-view.ts'
import { createNativeView } from '../../src/transports/native.ts'
import type { View } from '../../src/transports/view.ts'

/** The views whose texts the sockets of the floor are sent; server-sent events carry the native ones. */
export const viewNames = ['native', 'job-stream', 'job-updates'] as const
export type ViewName = typeof viewNames[number]

/** The server's transports over a stream that the bench feeds. */
export interface Connections {
  port: number
  fanOut: App['fanOut']
  /** What a view makes of events, for the floor. */
  views: Record<ViewName, View>
  /** The sockets of the floor, by the view whose texts they are sent. */
  bare: Record<ViewName, Set<WebSocket>>
}

interface ConnectionsDeps {
  stream: EventStream
  jobs: StreamJobs
  /** A socket of the floor has come back and wants what came after that event. */
  onReturn: (ws: WebSocket, since: number) => void
}

type Handle = (request: IncomingMessage, response: ServerResponse) => void

const server = { name: 'bench', version: '0', started_at: '2026-01-01T00:00:00.000Z' }
const telemetry = { subscribe: () => () => undefined }

/**
 * Opens `/ws`, `/api/events` and the sockets of a job as the program does, and beside them `/bare/<view>`: a WebSocket
 * of the library and nothing else.
 */
export async function openConnections ({ stream, jobs, onReturn }: ConnectionsDeps): Promise<Connections> {
  const clock = machineClock
  // as: the same with typed schemas
  const app = Fastify({
    logger: { level: 'error' }, forceCloseConnections: true,
    serverFactory: handle => createServer(bareResponses(handle)),
    ...validation()
  }) as unknown as App
  await app.register(errors)
  await app.register(gatePlugin, {
    gate: createGate({ allowed_hosts: [], allowed_origins: [], own_addresses: () => [], token: null })
  })
  await app.register(fanOut, { stream, clock })
  await app.register(webSockets, { clock, foreign_paths: ['/bare/'] })
  const native = createNativeView({ stream_id: stream.stream_id, clock, server })
  const shared = { stream, clock, telemetry, conditions: telemetry, jobs, native, limit: Infinity }
  await app.register(nativeStream, { ...shared, commands: { send: async () => ({ command_id: '' }), newId: () => '' } })
  await app.register(jobStream, { ...shared, idAt: async () => 0 })
  await app.register(jobUpdates, shared)
  await app.register(eventSource, shared)
  const bare = { native: new Set<WebSocket>(), 'job-stream': new Set<WebSocket>(), 'job-updates': new Set<WebSocket>() }
  addBare(app, bare, onReturn)
  await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    port: (app.server.address() as AddressInfo).port, // it listens on a port
    fanOut: app.fanOut,
    views: {
      native,
      'job-stream': createJobStreamView({ stream_id: stream.stream_id, clock, jobs }),
      'job-updates': createJobUpdateView({ clock, jobs, gpu_memory_gb: () => null })
    },
    bare
  }
}

/** `/bare/sse`: a response of Node that stays open. */
function bareResponses (handle: Handle): Handle {
  return (request, response) => {
    if (request.url !== '/bare/sse') return handle(request, response)
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n')
  }
}

function addBare (app: App, bare: Connections['bare'], onReturn: ConnectionsDeps['onReturn']): void {
  const library = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  app.server.on('upgrade', (request, socket, head) => {
    const [, view, since] = /^\/bare\/([\w-]+)(?:\?since=\w+\.(\d+))?$/.exec(request.url ?? '') ?? []
    const members = bare[view as ViewName] as Set<WebSocket> | undefined // as: whatever stands there is looked up
    if (members === undefined) return
    library.handleUpgrade(request, socket, head, ws => {
      members.add(ws)
      ws.once('close', () => { members.delete(ws) })
      if (since !== undefined) onReturn(ws, Number(since))
    })
  })
}
