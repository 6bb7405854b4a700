import { Type } from '@sinclair/typebox'
import { JobRef, JobSummary } from '../core/contract/jobs.ts'
import { Queue, QueuePatch, QueueQuery, ReorderRequest } from '../core/contract/queue.ts'
import type { App } from '../src/http.ts'
import type { JobService } from '../services/job-service.ts'
import { errors } from './replies.ts'

const tags = ['jobs']
const params = Type.Object({ job: JobRef })

/** `/api/v1/queue` and the place of a job in it. */
export default async function queue (app: App, { jobs }: { jobs: JobService }): Promise<void> {
  app.post('/api/v1/training-jobs/:job/reorder', {
    schema: {
      operationId: 'reorderJob',
      summary: 'Move a waiting job in the queue',
      description: 'Before another waiting job, or to the end.',
      tags,
      params,
      body: ReorderRequest,
      response: { 200: JobSummary, ...errors(404, 409) }
    }
  }, async request => await jobs.reorder(request.params.job, request.body.before))

  app.get('/api/v1/queue', {
    schema: {
      operationId: 'getQueue',
      summary: 'Get the queue',
      description: 'Waiting jobs in their order, all or page by page, with their expected start and length where ' +
        'they are known, and the devices with their jobs.',
      tags,
      querystring: QueueQuery,
      response: { 200: Queue, ...errors(400) }
    }
  }, async request => await jobs.queue(request.query))

  app.patch('/api/v1/queue', {
    schema: {
      operationId: 'changeQueue',
      summary: 'Hold or release the queue',
      description: 'A held queue starts no jobs; running jobs continue.',
      tags,
      body: QueuePatch,
      response: { 200: Queue, ...errors(507) }
    }
  }, async request => await jobs.hold(request.body))
}
