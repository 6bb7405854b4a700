import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { WebSocket } from 'ws'
import { ErrorBody } from '../../core/contract/errors.ts'
import { closeCodes } from '../../core/contract/socket.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { readCursor } from '../../core/domain/stream/cursor.ts'
import type { EventStream, Snapshot } from '../../services/stream/event-stream.ts'
import type { Telemetry } from '../../services/system/telemetry.ts'
import type { StreamJob, StreamJobs } from '../../services/jobs/stream-jobs.ts'
import { openJobSession } from '../transports/job-session.ts'
import { createJobUpdateView } from '../transports/job-update-view.ts'
import { createJobStreamView } from '../transports/job-stream-view.ts'
import { createConnectionLimiter } from '../transports/connection-limiter.ts'
import { createPeriodicUpdates } from '../transports/periodic-updates.ts'

export interface JobSocketsOptions {
  stream: Pick<EventStream, 'stream_id'>
  clock: Clock
  jobs: StreamJobs
  telemetry: Pick<Telemetry, 'subscribe'>
  /** The id of the newest event of a job up to a seq. */
  idAt: (job_number: number, seq: number) => Promise<number>
  /** Most connections of one job, by view. */
  most: { stream: number, updates: number }
}

interface Query { since?: unknown, since_seq?: unknown }
interface Caller { socket: WebSocket, request: FastifyRequest }
type OpenHandler = (job: StreamJob, caller: Caller) => void

/** The sockets of one job: the per-job stream and the job updates. Register the sockets first. */
export default fp(async (app: FastifyInstance, { stream, clock, jobs, telemetry, idAt, most }: JobSocketsOptions) => {
  const { fanOut, webSocketTransport: transport } = app
  const deps = { fanOut, clock, keepAlive: transport.keepAlive, jobs }
  const gpu = createGaugeOfGpu(telemetry)
  const streamView = createJobStreamView({ stream_id: stream.stream_id, clock, jobs })
  const updatesView = createJobUpdateView({ clock, jobs, gpu_memory_gb: gpu.read })
  const periodicUpdates = createPeriodicUpdates({ view: updatesView, fanOut, jobs, clock, onWatched: gpu.watch })

  /** The event a client wants to go on after, by cursor or by seq of the job; null where that is no place in our history. */
  async function startOf ({ state }: StreamJob, { since, since_seq }: Query): Promise<number | null> {
    if (typeof since === 'string') return readCursor(since, stream.stream_id, fanOut.last_id())
    const seq = typeof since_seq === 'string' && /^\d{1,15}$/.test(since_seq) ? Number(since_seq) : null
    return seq === null ? null : await idAt(state.job_number ?? 0, seq)
  }

  function follow ({ job_id }: StreamJob, { socket, request }: Caller, after_id: number | null, lost = false): void {
    const now = (): StreamJob | null => jobs.find(job_id)
    function greeting ({ last_id }: Snapshot): string[] {
      const job = now()
      return job === null ? [] : [...streamView.hello(job.state, last_id), ...(lost ? streamView.lost(job.state) : [])]
    }
    const path = pathOf(request)
    transport.open(socket, request, (sink, ping) => {
      const { client, session } = openJobSession(deps, { view: streamView, job_id, sink, ping, path, greeting })
      const sayGoodbye = (): void => {
        const job = now()
        if (job?.over !== true) return
        if (after_id !== null || job.state.status !== 'stopped') client.send(streamView.farewell(job.state)) // the first message has just said that it is stopped
        client.close(closeCodes.job_over, 'the job is over')
      }
      if (after_id === null) sayGoodbye()
      else client.replay(after_id, sayGoodbye)
      return session
    })
  }

  const openStream: OpenHandler = (job, caller) => {
    const { socket, request } = caller
    const query = request.query as Query // the query string is an object; what is in it is looked at
    if (query.since === undefined && query.since_seq === undefined) return follow(job, caller, null)
    startOf(job, query).then(after_id => {
      if (socket.readyState === socket.OPEN) follow(job, caller, after_id, after_id === null)
    }, (error: unknown) => {
      request.log.error({ err: error }, 'History could not be read for a socket')
      socket.close(closeCodes.try_again, 'history cannot be read')
    })
  }

  const openUpdates: OpenHandler = ({ job_id }, { socket, request }) => {
    function greeting (): string[] {
      const job = jobs.find(job_id)
      return job === null ? [] : [updatesView.update(job).text]
    }
    const path = pathOf(request)
    transport.open(socket, request, (sink, ping) => {
      const { client, session } = openJobSession(deps, { view: updatesView, job_id, sink, ping, path, greeting })
      socket.on('close', periodicUpdates.watch(job_id, client))
      return session
    })
  }

  function route (url: string, about: { operationId: string, summary: string }, reserveConnection: ReturnType<typeof createConnectionLimiter>, open: OpenHandler): void {
    app.route({
      method: 'GET',
      url,
      schema: {
        ...about,
        description: '/asyncapi.json describes the messages. Without a WebSocket upgrade the reply is 426.',
        tags: ['stream'],
        response: { 426: ErrorBody, 500: ErrorBody }
      },
      preHandler: transport.detach,
      handler: async (request, reply) => await transport.upgradeRequired(request, reply),
      wsHandler: (socket, request) => {
        const { job: ref } = request.params as { job: string } // the route has this parameter
        const job = jobs.find(ref)
        if (job === null) return socket.close(closeCodes.policy, 'there is no such job')
        const free = reserveConnection(job.job_id)
        if (free === null) return socket.close(closeCodes.try_again, 'connection limit for this job reached')
        socket.on('close', free)
        open(job, { socket, request })
      }
    })
  }

  const limiter = createConnectionLimiter(most.stream)
  route(
    '/api/v1/training-jobs/:job/ws',
    { operationId: 'openJobStream', summary: 'Open the stream of one job over WebSocket' },
    limiter,
    openStream
  )
  route(
    '/api/v1/training-jobs/:job/stream',
    { operationId: 'openJobStreamAlias', summary: 'Alias of …/ws' },
    limiter,
    openStream
  )
  route(
    '/ws/training/:job',
    { operationId: 'openJobUpdates', summary: 'Open the updates of one job over WebSocket' },
    createConnectionLimiter(most.updates),
    openUpdates
  )
}, { name: 'job-sockets', fastify: '5.x', dependencies: ['sockets'] })

const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] ?? ''

/** The memory in use on the GPU, measured only while somebody wants to know. */
function createGaugeOfGpu (telemetry: Pick<Telemetry, 'subscribe'>): { read: () => number | null, watch: () => () => void } {
  let used: number | null = null
  return {
    read: () => used,
    watch: () => telemetry.subscribe(stats => { used = stats.gpu_memory_used_gb })
  }
}
