import fp from 'fastify-plugin'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Condition } from '../../core/contract/conditions.ts'
import { deliveryClass } from '../../core/contract/events.ts'
import type { ServerMetrics } from '../../services/metrics/server-metrics.ts'
import type { EventStream } from '../../services/stream/event-stream.ts'
import type { App } from '../http.ts'
import { families } from '../../services/metrics/families.ts'
import type { Sample } from '../../services/metrics/families.ts'
import type { FanOut } from '../transports/fan-out.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Metrics in the text format of Prometheus. */
    metrics: { content_type: string, read: () => Promise<string> }
  }
}

interface MetricsOptions {
  stream: EventStream
  /** Resolves once events are no longer imported from the past. */
  recovered: Promise<void>
  fanOut: Pick<FanOut, 'status'>
  conditions: () => readonly Condition[]
  readMetrics: () => Promise<ServerMetrics>
}

/** Gauges of prom-client that are named like counters; the ones without `_total` have the same, by type. */
const misnamed = ['handles', 'requests', 'resources'].map(what => `nodejs_active_${what}_total`)
const views = ['native', 'event-source', 'job-stream', 'job-updates', 'socket.io']

/** Metrics of the process, its requests and streams, the jobs, the devices and the disk, as `app.metrics`. */
export default fp(async (app: App, { stream, recovered, fanOut, conditions, readMetrics }: MetricsOptions) => {
  const register = new Registry()
  collectDefaultMetrics({ register })
  for (const name of misnamed) register.removeSingleMetric(name)
  watchRequests(app, register)
  watchStream(app, register, { stream, recovered, fanOut })
  const gauges = families.map(({ name, help, labels, samples }) => ({
    gauge: new Gauge({ name, help, labelNames: labels, registers: [register] }), samples
  }))

  async function read (): Promise<string> {
    const scrape = {
      ...(await readMetrics()), conditions: conditions(), clients: countClients(fanOut), node_version: process.version
    }
    for (const { gauge, samples } of gauges) show(gauge, samples(scrape))
    return await register.metrics()
  }
  app.decorate('metrics', { content_type: register.contentType, read })
}, { name: 'metrics' })

/** Shows these samples and no older ones. */
function show (gauge: Gauge, samples: readonly Sample[]): void {
  gauge.reset()
  gauge.remove({}) // a gauge without labels is 0 after a reset, which is not unknown
  for (const { labels, value } of samples) if (value !== null) gauge.set(labels, value)
}

function watchRequests (app: App, register: Registry): void {
  const requests = new Histogram({
    name: 'http_request_duration_seconds', help: 'Duration of HTTP requests', labelNames: ['method', 'route', 'status'],
    registers: [register]
  })
  app.addHook('onResponse', async (request, reply) => {
    requests.observe(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode },
      reply.elapsedTime / 1000
    )
  })
}

function watchStream (
  app: App, register: Registry, { stream, recovered, fanOut }: Pick<MetricsOptions, 'stream' | 'recovered' | 'fanOut'>
): void {
  const registers = [register]
  const events = new Counter({
    name: 'onetrainer_events_total', help: 'Events published on the stream, by type', labelNames: ['type'], registers
  })
  for (const type of Object.keys(deliveryClass)) events.inc({ type }, 0) // a rate needs the 0 before the first
  const counter = (name: string, help: string, count: () => number): Counter => new Counter({
    name, help, registers,
    collect () {
      this.reset()
      this.inc(count())
    }
  })
  counter(
    'onetrainer_stream_connections_total', 'Connections of the streams that were opened',
    () => fanOut.status().total_connections
  )
  counter(
    'onetrainer_stream_slow_clients_total', 'Connections that were closed because their clients did not read',
    () => fanOut.status().closed_slow
  )
  let stop = (): void => undefined
  recovered.then(() => {
    ({ stop } = stream.subscribe(batch => { for (const { event } of batch) events.inc({ type: event.type }) }))
  }, () => undefined) // the server closes
  app.addHook('onClose', async () => { stop() })
}

function countClients (fanOut: Pick<FanOut, 'status'>): Record<string, number> {
  const counts = Object.fromEntries(views.map(view => [view, 0]))
  for (const { view } of fanOut.status().clients) counts[view] = (counts[view] ?? 0) + 1
  return counts
}
