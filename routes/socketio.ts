import type { Clock } from '../core/domain/clock.ts'
import type { StreamJobs } from '../services/jobs/stream-jobs.ts'
import type { EventStream } from '../services/stream/event-stream.ts'
import type { App } from '../src/http.ts'
import socketIo from '../src/plugins/socketio.ts'
import type { SocketIoAccess } from '../src/plugins/socketio.ts'
import { openSocketIoSession } from '../src/transports/socketio-session.ts'
import type { SocketIoSessionDeps } from '../src/transports/socketio-session.ts'
import { createSocketIoView } from '../src/transports/socketio-view.ts'

/** The default path of Socket.IO clients. */
export const socketIoPath = '/socket.io/'

export interface SocketIoRouteOptions {
  stream: Pick<EventStream, 'stream_id'>
  clock: Clock
  jobs: StreamJobs
  /** Finished epochs from history. */
  epochs: { last: SocketIoSessionDeps['lastEpoch'], after: EventStream['history'] }
  access: SocketIoAccess
}

/** Finished epochs of all jobs, over Socket.IO. */
export default async function socketio (
  app: App,
  { stream: { stream_id }, clock, jobs, epochs, access }: SocketIoRouteOptions
): Promise<void> {
  const { fanOut, log } = app
  const view = createSocketIoView({ stream_id, jobs, history: epochs.after })
  const deps = { fanOut, view, stream_id, jobs, lastEpoch: epochs.last, log }
  await app.register(socketIo, {
    path: socketIoPath, clock, access, stream_id,
    open: (connection, since) => openSocketIoSession(deps, connection, since)
  })
}
