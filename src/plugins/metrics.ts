import fp from 'fastify-plugin'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { EventStream } from '../../services/stream/event-stream.ts'
import type { App } from '../http.ts'

interface Options { stream: EventStream, connections: () => number }

/** `/metrics` for Prometheus: the process, requests, sockets, and the current training. */
export default fp(async (app: App, { stream, connections }: Options) => {
  const register = new Registry()
  const registers = [register]
  collectDefaultMetrics({ register })
  const requests = new Histogram({ name: 'http_request_duration_seconds', help: 'Duration of HTTP requests', labelNames: ['method', 'route', 'status'], registers })
  const events = new Counter({ name: 'onetrainer_events_total', help: 'Events told to subscribers, by type', labelNames: ['type'], registers })
  const gauge = (name: string, help: string, read: () => number): Gauge => new Gauge({ name, help, registers, collect () { this.set(read()) } })
  gauge('onetrainer_websocket_connections', 'Open sockets', connections)
  gauge('onetrainer_training_active', '1 while a trainer is at work or held', () => stream.snapshot().state.is_training ? 1 : 0)
  gauge('onetrainer_training_global_step', 'Steps of the current training', () => stream.snapshot().state.progress.global_step)
  gauge('onetrainer_training_loss', 'Loss of the last step; NaN while unknown', () => stream.snapshot().state.loss ?? NaN)

  const { stop } = stream.subscribe(batch => {
    for (const { event } of batch) events.inc({ type: event.type })
  })
  app.addHook('onClose', async () => { stop() })
  app.addHook('onResponse', async (request, reply) => {
    requests.observe({ method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode }, reply.elapsedTime / 1000)
  })
  const schema = {
    operationId: 'getPrometheusMetrics',
    summary: 'Get Prometheus metrics',
    description: 'Process, requests, sockets and the current training.',
    tags: ['operation']
  }
  app.get('/metrics', { schema }, async (_, reply) => {
    reply.type(register.contentType)
    return await register.metrics()
  })
}, { name: 'metrics' })
