import fp from 'fastify-plugin'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { conditionNames } from '../../core/contract/conditions.ts'
import type { Condition } from '../../core/contract/conditions.ts'
import type { EventStream } from '../../services/stream/event-stream.ts'
import type { App } from '../http.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Metrics in the text format of Prometheus. */
    metrics: { content_type: string, read: () => Promise<string> }
  }
}

interface MetricsOptions {
  stream: EventStream
  connections: () => number
  conditions?: () => readonly Condition[]
}

/** Metrics of the process, the requests, the connections and the current training, as `app.metrics`. */
export default fp(async (app: App, { stream, connections, conditions = () => [] }: MetricsOptions) => {
  const register = new Registry()
  const registers = [register]
  collectDefaultMetrics({ register })
  const requests = new Histogram({
    name: 'http_request_duration_seconds', help: 'Duration of HTTP requests', labelNames: ['method', 'route', 'status'],
    registers
  })
  const events = new Counter({
    name: 'onetrainer_events_total', help: 'Events published on the stream, by type', labelNames: ['type'], registers
  })
  const gauge = (name: string, help: string, read: () => number): Gauge =>
    new Gauge({
      name, help, registers,
      collect () {
        this.set(read())
      }
    })
  gauge('onetrainer_websocket_connections', 'Open connections of the streams', connections)
  gauge('onetrainer_training_active', '1 while a trainer is running or paused', () =>
    stream.snapshot().state.is_training ? 1 : 0
  )
  gauge(
    'onetrainer_training_global_step', 'Steps of the current training',
    () => stream.snapshot().state.progress.global_step
  )
  gauge(
    'onetrainer_training_loss', 'Loss of the last step; NaN while unknown',
    () => stream.snapshot().state.loss ?? NaN
  )

  register.registerMetric(new Gauge({
    name: 'onetrainer_condition', help: '1 while that trouble lasts; GET /readyz says what to do',
    labelNames: ['condition'], registers: [],
    collect () {
      const standing = new Set(conditions().map(({ condition }) => condition))
      for (const condition of conditionNames) this.set({ condition }, standing.has(condition) ? 1 : 0)
    }
  }))

  const { stop } = stream.subscribe(batch => {
    for (const { event } of batch) events.inc({ type: event.type })
  })
  app.addHook('onClose', async () => { stop() })
  app.addHook('onResponse', async (request, reply) => {
    requests.observe(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode },
      reply.elapsedTime / 1000
    )
  })
  app.decorate('metrics', { content_type: register.contentType, read: async () => await register.metrics() })
}, { name: 'metrics' })
