import type { Clock } from '../core/domain/clock.ts'
import type { Conditions } from '../services/conditions/conditions.ts'
import type { EventStream } from '../services/stream/event-stream.ts'
import type { Telemetry } from '../services/system/telemetry.ts'
import type { App } from '../src/http.ts'
import type { CommandSender } from '../src/transports/message-handler.ts'
import { openNativeSession } from '../src/transports/native-session.ts'
import type { NativeView } from '../src/transports/native.ts'
import { withChanges } from '../src/transports/changes.ts'
import { withConditions } from '../src/transports/conditions.ts'
import { withSystemStats } from '../src/transports/system-stats.ts'
import { socketReplies } from './replies.ts'

export const streamUrl = '/ws'

export interface StreamOptions {
  stream: EventStream
  clock: Clock
  telemetry: Pick<Telemetry, 'subscribe'>
  conditions: Pick<Conditions, 'subscribe'>
  native: NativeView
  commands: CommandSender
}

/** The native stream, over WebSocket. */
export default async function stream (
  app: App,
  { stream, clock, telemetry, conditions, native, commands }: StreamOptions
): Promise<void> {
  const {
    fanOut, webSocketTransport: { keepAlive, route }, log
  } = app
  const measured = withSystemStats(native, telemetry)
  const view = withChanges(withConditions(measured, { conditions, stream }), app.changes)
  const deps = { fanOut, view, stream, clock, commands, log, keepAlive }

  app.route({
    ...route((socket, request) => {
      const { since } = request.query as { since?: unknown } // as: the query string is an object
      socket.serve(connection => openNativeSession(deps, connection, typeof since === 'string' ? since : null))
    }),
    url: streamUrl,
    schema: {
      operationId: 'openStream', summary: 'Open the stream over WebSocket',
      description: '/asyncapi.json describes the messages. Without a WebSocket upgrade the reply is 426.',
      tags: ['stream'],
      response: socketReplies
    }
  })
}
