import type { Test } from 'tap'
import type { Clock } from '../../core/domain/clock.ts'
import type { SystemStats } from '../../core/contract/system.ts'
import type { Condition } from '../../core/contract/conditions.ts'
import type { EventStream } from '../../services/stream/event-stream.ts'
import type { App } from '../../src/http.ts'
import changes from '../../src/plugins/changes.ts'
import fanOut from '../../src/plugins/fan-out.ts'
import webSockets from '../../src/plugins/web-sockets.ts'
import type { WebSocketsOptions } from '../../src/plugins/web-sockets.ts'
import { createNativeView } from '../../src/transports/native.ts'
import type { NativeView } from '../../src/transports/native.ts'
import { bareApp } from './bare-app.ts'

export const server = { name: 'onetrainer-web-ui', version: '0.1.0', started_at: '2026-01-01T00:00:00.000Z' }

/** What the routes of the streams need; the test moves the stream, the clock and the telemetry. */
export interface StreamParts {
  stream: EventStream
  clock: Clock
  native: NativeView
  telemetry: { subscribe: (listener: (stats: SystemStats) => void) => () => void }
  conditions: { subscribe: (listener: (list: readonly Condition[]) => void) => () => void }
}

interface StreamAppOptions extends Pick<StreamParts, 'stream' | 'clock'> { webSockets?: Partial<WebSocketsOptions> }

/**
 * An app with the fan-out and the WebSockets over a stream, and the routes that `register` adds. `listeners`:
 * subscribers of the telemetry. `troubled`: those of the conditions.
 */
export async function streamApp (
  t: Test, { stream, clock, ...options }: StreamAppOptions,
  register: (app: App, parts: StreamParts) => Promise<void>
) {
  const [telemetry, listeners] = source<SystemStats>()
  const [conditions, troubled] = source<readonly Condition[]>()
  const native = createNativeView({ stream_id: stream.stream_id, clock, server })
  const { app } = await bareApp(t, async app => {
    await app.register(fanOut, { stream, clock })
    await app.register(changes)
    await app.register(webSockets, { clock, ...options.webSockets })
    await register(app, { stream, clock, native, telemetry, conditions })
  })
  return { app, listeners, troubled }
}

/** Something to subscribe to, and who has. */
function source<T> () {
  const listeners = new Set<(news: T) => void>()
  const subscribe = (listener: (news: T) => void): () => void => {
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  }
  return [{ subscribe }, listeners] as const
}
