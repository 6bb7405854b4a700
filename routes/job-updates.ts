import type { Clock } from '../core/domain/clock.ts'
import type { StreamJobs } from '../services/jobs/stream-jobs.ts'
import type { Telemetry } from '../services/system/telemetry.ts'
import type { App } from '../src/http.ts'
import { admitToJob } from '../src/transports/admit-to-job.ts'
import { createConnectionLimiter } from '../src/transports/connection-limiter.ts'
import { createJobUpdates } from '../src/transports/job-updates.ts'
import { socketParams, socketReplies } from './replies.ts'

export const jobUpdatesUrl = '/ws/training/:job'

export interface JobUpdatesOptions {
  clock: Clock
  jobs: StreamJobs
  telemetry: Pick<Telemetry, 'subscribe'>
  /** Maximum connections of one job. */
  limit: number
}

/** The updates of one job, over WebSocket. */
export default async function jobUpdates (
  app: App,
  { clock, jobs, telemetry, limit }: JobUpdatesOptions
): Promise<void> {
  const {
    fanOut, webSocketTransport: { keepAlive, route }
  } = app
  const open = createJobUpdates({ fanOut, clock, keepAlive, jobs, telemetry })
  const reserve = createConnectionLimiter(limit)

  const connect = route((socket, request) => {
    const { job: ref = '' } = request.params as { job?: string } // as: the URL may have this parameter
    const job = admitToJob(jobs, reserve, socket, ref)
    if (job !== null) open(job, socket)
  })

  // Without a job the client hears so as of any job that is not known: a refused upgrade would not tell it why.
  app.route({ ...connect, url: jobUpdatesUrl.replace('/:job', ''), schema: { hide: true } })
  app.route({
    ...connect,
    url: jobUpdatesUrl,
    schema: {
      operationId: 'openJobUpdates',
      summary: 'Open the updates of one job over WebSocket',
      description: '/asyncapi.json describes the messages. Without a WebSocket upgrade the reply is 426.',
      tags: ['stream'],
      params: socketParams,
      response: socketReplies
    }
  })
}
