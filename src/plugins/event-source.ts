import type { ServerResponse } from 'node:http'
import { Type } from '@sinclair/typebox'
import fp from 'fastify-plugin'
import { ErrorBody } from '../../core/contract/errors.ts'
import { StreamQuery } from '../../core/contract/history.ts'
import { topics } from '../../core/contract/socket.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { namesIn, refuse } from '../../core/domain/query-params.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { didYouMean } from '../../core/domain/config/did-you-mean.ts'
import type { App } from '../http.ts'
import { createEventSourceView, createResponseSink, openEventSource } from '../transports/event-source.ts'
import { createNativeView } from '../transports/native.ts'
import type { ServerFacts } from '../transports/native.ts'
import type { EventStream } from '../../services/stream/event-stream.ts'
import type { Telemetry } from '../../services/system/telemetry.ts'
import type { StreamJobs } from '../../services/jobs/stream-jobs.ts'

export interface EventSourceOptions {
  stream: EventStream
  clock: Clock
  telemetry: Pick<Telemetry, 'subscribe'>
  server: ServerFacts
  jobs: Pick<StreamJobs, 'find'>
}

const comment_ms = 15_000
const head = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' }
const headers = Type.Object({
  'last-event-id': Type.Optional(
    Type.String({ maxLength: 200, description: 'Cursor of the last event received; browsers send it automatically' })
  )
})
const events = {
  description: 'The messages of /asyncapi.json, each as an event of its type; the response does not end',
  content: { 'text/event-stream': { schema: Type.Unsafe({ type: 'string' }) } }
}

/** `GET /api/events`: the stream for whoever has no WebSocket – `EventSource`, curl. Comes after the sockets, whose fan-out feeds it. */
export default fp(async (app: App, { stream, clock, telemetry, server, jobs }: EventSourceOptions) => {
  const native = createNativeView({ stream_id: stream.stream_id, clock, server })
  const view = createEventSourceView(stream.stream_id, native)
  const open = new Set<ServerResponse>()
  let deafen = (): void => undefined

  // A proxy in between ends what is silent for long; whoever has something on its way hears enough.
  const comments = clock.every(comment_ms, () => { for (const response of open) if (response.writableLength === 0 && !response.writableEnded) response.write(':\n\n') })
  app.addHook('onClose', async () => { comments.cancel() })

  /** Measuring the machine costs something, so it is done only while somebody is there to hear it. */
  function join (response: ServerResponse): void {
    if (open.size === 0) deafen = telemetry.subscribe(stats => { app.fanOut.broadcast(view, view.stats(stats)) })
    open.add(response)
  }

  function leave (response: ServerResponse): void {
    if (open.delete(response) && open.size === 0) deafen()
  }

  app.get('/api/events', {
    schema: {
      operationId: 'openEventSource',
      summary: 'Open the stream as server-sent events',
      description: 'The messages of /ws: connected, then the replay after the cursor and replay_complete, then live ' +
        'messages. Try it with curl -N.',
      tags: ['stream'],
      headers,
      querystring: StreamQuery,
      response: { 200: events, 400: ErrorBody, 404: ErrorBody, 500: ErrorBody }
    }
  }, async (request, reply) => {
    const { events, job, since } = request.query
    const wanted = { path: '/api/events', topics: events === undefined ? null : readTopics(events), job_id: job === undefined ? null : findJob(jobs, job), cursor: request.headers['last-event-id'] ?? since ?? null }
    if (request.method === 'HEAD') return reply.headers(head).send('')
    reply.hijack()
    const { raw: response } = reply
    if (response.closed) return // it left while the gate was still thinking
    response.writeHead(200, { ...reply.getHeaders() as Record<string, string>, ...head }) // as: what other plugins have set
    response.on('error', () => { response.destroy() })
    join(response)
    const client = openEventSource({ fanOut: app.fanOut, view, stream }, createResponseSink(response), wanted)
    response.once('close', () => {
      leave(response)
      client.detach()
    })
  })
}, { name: 'event-source', fastify: '5.x', dependencies: ['sockets'] })

function findJob (jobs: EventSourceOptions['jobs'], job: string): string {
  const found = jobs.find(job)
  if (found === null) throw createAppError('job_not_found', { job })
  return found.job_id
}

function readTopics (events: string[]): Set<string> {
  const named = namesIn(events)
  for (const name of named) if (!(topics as readonly string[]).includes(name)) throw unknown(name)
  if (named.length === 0) throw refuse('events', 'names nothing')
  return new Set(named)
}

function unknown (name: string) {
  const meant = didYouMean(name, topics)
  return refuse('events', `names "${name.slice(0, 60)}", which is no message of the stream; ${meant === null ? `there are ${topics.join(', ')}` : `did you mean "${meant}"?`}`)
}
