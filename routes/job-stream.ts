import type { Clock } from '../core/domain/clock.ts'
import type { StreamJobs } from '../services/jobs/stream-jobs.ts'
import type { EventStream } from '../services/stream/event-stream.ts'
import type { App } from '../src/http.ts'
import { admitToJob } from '../src/transports/admit-to-job.ts'
import { createConnectionLimiter } from '../src/transports/connection-limiter.ts'
import { createJobStream } from '../src/transports/job-stream.ts'
import type { JobStreamDeps, JobStreamQuery } from '../src/transports/job-stream.ts'
import { socketParams, socketReplies } from './replies.ts'

export const jobStreamUrls = {
  stream: '/api/v1/training-jobs/:job/ws', alias: '/api/v1/training-jobs/:job/stream'
} as const

export interface JobStreamOptions {
  stream: Pick<EventStream, 'stream_id'>
  clock: Clock
  jobs: StreamJobs
  idAt: JobStreamDeps['idAt']
  /** Maximum connections of one job, at both URLs together. */
  limit: number
}

/** The per-job stream, over WebSocket. */
export default async function jobStream (
  app: App,
  { stream: { stream_id }, clock, jobs, idAt, limit }: JobStreamOptions
): Promise<void> {
  const {
    fanOut, webSocketTransport: { keepAlive, route }, log
  } = app
  const open = createJobStream({ stream_id, fanOut, clock, keepAlive, jobs, idAt, log })
  const reserve = createConnectionLimiter(limit)
  const webSocket = route((socket, request) => {
    const { job: ref } = request.params as { job: string } // as: the URL has this parameter
    const job = admitToJob(jobs, reserve, socket, ref)
    if (job !== null) open(job, request.query as JobStreamQuery, socket) // as: the query string is an object
  })
  const shared = {
    description: '/asyncapi.json describes the messages. Without a WebSocket upgrade the reply is 426.',
    tags: ['stream'],
    params: socketParams,
    response: socketReplies
  }

  app.route({
    ...webSocket,
    url: jobStreamUrls.stream,
    schema: { operationId: 'openJobStream', summary: 'Open the stream of one job over WebSocket', ...shared }
  })

  app.route({
    ...webSocket,
    url: jobStreamUrls.alias,
    schema: { operationId: 'openJobStreamAlias', summary: 'Alias of …/ws', ...shared }
  })
}
