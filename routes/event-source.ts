import { Type } from '@sinclair/typebox'
import { StreamQuery } from '../core/contract/history.ts'
import { topics } from '../core/contract/socket.ts'
import type { AppError } from '../core/domain/app-error.ts'
import type { Clock } from '../core/domain/clock.ts'
import { didYouMean } from '../core/domain/schema/did-you-mean.ts'
import { namesIn, refuse } from '../core/domain/query-params.ts'
import type { StreamJobs } from '../services/jobs/stream-jobs.ts'
import type { Conditions } from '../services/conditions/conditions.ts'
import type { EventStream } from '../services/stream/event-stream.ts'
import type { Telemetry } from '../services/system/telemetry.ts'
import type { App } from '../src/http.ts'
import { withChanges } from '../src/transports/changes.ts'
import { createEventSourceView, createResponseSink, openEventSource } from '../src/transports/event-source.ts'
import type { NativeView } from '../src/transports/native.ts'
import { createResponseKeepAlive } from '../src/transports/response-keep-alive.ts'
import { withConditions } from '../src/transports/conditions.ts'
import { withSystemStats } from '../src/transports/system-stats.ts'
import { errors } from './replies.ts'

const eventSourceUrl = '/api/events'

export interface EventSourceOptions {
  stream: EventStream
  clock: Clock
  telemetry: Pick<Telemetry, 'subscribe'>
  conditions: Pick<Conditions, 'subscribe'>
  native: NativeView
  jobs: Pick<StreamJobs, 'findUsable'>
}

const head = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no'
}
const headers = Type.Object({
  'last-event-id': Type.Optional(
    Type.String({ maxLength: 200, description: 'Cursor of the last event received; browsers send it automatically' })
  )
})
const events = {
  description: 'The messages of /asyncapi.json, each as an event of its type; the response does not end',
  content: { 'text/event-stream': { schema: Type.Unsafe({ type: 'string' }) } }
}

/** The native stream as server-sent events, for `EventSource` and curl. */
export default async function eventSource (
  app: App,
  { stream, clock, telemetry, conditions, native, jobs }: EventSourceOptions
): Promise<void> {
  const measured = withSystemStats(createEventSourceView(stream.stream_id, native), telemetry)
  const view = withChanges(withConditions(measured, { conditions, stream }), app.changes)
  const keepAlive = createResponseKeepAlive(clock)
  app.addHook('onClose', async () => {
    keepAlive.stop()
  })

  app.get(
    eventSourceUrl,
    {
      schema: {
        operationId: 'openEventSource',
        summary: 'Open the stream as server-sent events',
        description:
          'The messages of /ws: connected, then the replay after the cursor and replay_complete, then live ' +
          'messages. Try it with curl -N.',
        tags: ['stream'],
        headers,
        querystring: StreamQuery,
        response: { 200: events, ...errors(404, 409) }
      }
    },
    async (request, reply) => {
      const { events, job, since } = request.query
      const wanted = {
        path: eventSourceUrl,
        topics: events === undefined ? null : readTopics(events),
        job_id: job === undefined ? null : jobs.findUsable(job).job_id,
        cursor: request.headers['last-event-id'] ?? since ?? null
      }
      if (request.method === 'HEAD') return reply.headers(head).send('')
      reply.hijack()
      const { raw: response } = reply
      if (response.closed) return // while the gate was deciding
      // as: headers that other plugins have set
      response.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), ...head })
      response.on('error', () => {
        response.destroy()
      })
      keepAlive.watch(response)
      const client = openEventSource({ fanOut: app.fanOut, view, stream }, createResponseSink(response), wanted)
      response.once('close', () => {
        keepAlive.forget(response)
        client.detach()
      })
    }
  )
}

function readTopics (events: string[]): Set<string> {
  const named = namesIn(events)
  for (const name of named) if (!(topics as readonly string[]).includes(name)) throw unknownTopic(name)
  if (named.length === 0) throw refuse('events', 'names nothing')
  return new Set(named)
}

function unknownTopic (name: string): AppError {
  const meant = didYouMean(name, topics)
  return refuse(
    'events',
    `names "${name.slice(0, 60)}", which is no message type of the stream; ` +
      (meant === null ? `the types are ${topics.join(', ')}` : `did you mean "${meant}"?`)
  )
}
