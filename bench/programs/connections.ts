import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { machineClock } from '../../services/system/machine-clock.ts'
import type { EventStream } from '../../services/stream/event-stream.ts'
import type { StreamJobs } from '../../services/jobs/stream-jobs.ts'
import type { App } from '../../src/http.ts'
import eventSource from '../../src/plugins/event-source.ts'
import gatePlugin, { createGate } from '../../src/plugins/gate.ts'
import jobSockets from '../../src/plugins/job-sockets.ts'
import sockets from '../../src/plugins/sockets.ts'
import { validation } from '../../src/plugins/validation.ts'
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

/** Opens `/ws`, `/api/events` and the sockets of a job as the program does, and beside them `/bare/<view>`: a WebSocket of the library and nothing else. */
export async function openConnections ({ stream, jobs, onReturn }: ConnectionsDeps): Promise<Connections> {
  const clock = machineClock
  const app = Fastify({ logger: { level: 'error' }, forceCloseConnections: true, serverFactory: handle => createServer(bareResponses(handle)), ...validation() }) as unknown as App // as: the same with typed schemas
  await app.register(gatePlugin, { gate: createGate({ allowed_hosts: [], allowed_origins: [], own_addresses: () => [], token: null }) })
  await app.register(sockets, { stream, clock, telemetry, command: async () => ({ command_id: '' }), server, newId: () => '', foreign_upgrades: ['/bare/'] })
  await app.register(jobSockets, { stream, clock, jobs, telemetry, idAt: async () => 0, most: { stream: Infinity, updates: Infinity } })
  await app.register(eventSource, { stream, clock, telemetry, server, jobs })
  const bare = { native: new Set<WebSocket>(), 'job-stream': new Set<WebSocket>(), 'job-updates': new Set<WebSocket>() }
  addBare(app, bare, onReturn)
  await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    port: (app.server.address() as AddressInfo).port, // it listens on a port
    fanOut: app.fanOut,
    views: {
      native: createNativeView({ stream_id: stream.stream_id, clock, server }),
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
