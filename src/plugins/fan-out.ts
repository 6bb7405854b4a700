import fp from 'fastify-plugin'
import { closeCodes } from '../../core/contract/socket.ts'
import type { Clock } from '../../core/domain/clock.ts'
import type { EventStream } from '../../services/stream/event-stream.ts'
import type { App } from '../http.ts'
import { createFanOut, fanOutLimits } from '../transports/fan-out.ts'
import type { FanOut } from '../transports/fan-out.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Sends the stream to the clients of every transport, and knows who is connected. */
    fanOut: FanOut
  }
}

export interface FanOutOptions { stream: EventStream, clock: Clock, progress_interval_ms?: number }

/** The one fan-out of the server, as `app.fanOut`. It closes all connections when the server stops. */
export default fp(async (app: App, { stream, clock, progress_interval_ms }: FanOutOptions) => {
  const limits = { ...fanOutLimits, ...(progress_interval_ms === undefined ? {} : { progress_interval_ms }) }
  app.decorate('fanOut', createFanOut({ stream, clock, log: app.log, limits }))
  app.addHook('preClose', async () => { app.fanOut.close(closeCodes.restart, 'service restart') })
}, { name: 'fan-out', fastify: '5.x' })
