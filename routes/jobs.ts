import { Type } from '@sinclair/typebox'
import { commandArgs } from '../core/contract/commands.ts'
import { CreatedJob, DeleteQuery, JobSummary, JobDetails, JobList, JobPatch, JobQuery, JobRef, JobReply, JobRequest, Queue, QueuePatch, ReorderRequest, RetryRequest } from '../core/contract/jobs.ts'
import type { App } from '../src/http.ts'
import type { JobService } from '../services/job-service.ts'
import { errors } from './replies.ts'

const tags = ['jobs']
const params = Type.Object({ job: JobRef })
const headers = Type.Object({ 'idempotency-key': Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Sent twice with the same body, the job is made once; also over a restart' })) })
const none = Type.Object({}, { additionalProperties: false })

/** What can be asked of one job; each answers with the job, and with the id of the command where the trainer has to do something. */
const requests = [
  { act: 'start', operationId: 'startJob', summary: 'Queue a job that was only kept', body: none, run: (jobs: JobService, ref: string) => jobs.start(ref) },
  { act: 'stop', operationId: 'stopJob', summary: 'Stop a job and keep what it has learned; one that waits leaves the queue', body: commandArgs.stop, run: (jobs: JobService, ref: string, body: object) => jobs.stop(ref, { ...body }) },
  { act: 'pause', operationId: 'pauseJob', summary: 'Hold a job in memory, or release its device until it is resumed', body: commandArgs.pause, run: (jobs: JobService, ref: string, body: object) => jobs.pause(ref, { ...body }) },
  { act: 'resume', operationId: 'resumeJob', summary: 'Go on: in memory when held, else queued to go on from the newest complete backup', body: commandArgs.resume, run: (jobs: JobService, ref: string) => jobs.resume(ref) },
  { act: 'kill', operationId: 'killJob', summary: 'End a job at once, even while a model is being written', body: none, run: (jobs: JobService, ref: string) => jobs.kill(ref) }
] as const

/** `/api/v1/training-jobs` and `/api/v1/queue`: jobs are made, queued, steered and kept. */
export default async function jobs (app: App, { jobs }: { jobs: JobService }): Promise<void> {
  // Every act may come without a body: then it asks for the defaults.
  app.addHook('preValidation', async request => { if (request.body === undefined) request.body = {} })

  app.post('/api/v1/training-jobs', {
    schema: {
      operationId: 'createJob',
      summary: 'Make a job, and queue it',
      description: 'The config is checked now and frozen when the job is queued. 201 when the job was made, 200 when this Idempotency-Key has made it before.',
      tags,
      headers,
      body: JobRequest,
      response: { 200: CreatedJob, 201: CreatedJob, ...errors(400, 404, 409, 413, 415, 422, 503, 507) }
    }
  }, async (request, reply) => {
    const { job, replayed } = await jobs.create(request.body, { idempotency_key: request.headers['idempotency-key'] })
    return reply.code(replayed ? 200 : 201).header('location', `/api/v1/training-jobs/${job.job_id}`).send(job)
  })

  app.get('/api/v1/training-jobs', {
    schema: { operationId: 'listJobs', summary: 'Jobs: filtered, sorted, page by page', tags, querystring: JobQuery, response: { 200: JobList, ...errors(400) } }
  }, async request => jobs.list(request.query))

  app.get('/api/v1/training-jobs/:job', {
    schema: {
      operationId: 'getJob',
      summary: 'One job, its config and its whole state',
      description: 'For polling: progress runs from 0 to 1, and status ends as succeeded, failed or stopped.',
      tags,
      params,
      response: { 200: JobDetails, ...errors(400, 404) }
    }
  }, async request => jobs.get(request.params.job))

  app.patch('/api/v1/training-jobs/:job', {
    schema: { operationId: 'changeJob', summary: 'Change name, notes, tags, priority or retries; the config only before it is queued', tags, params, body: JobPatch, response: { 200: JobSummary, ...errors(400, 404, 409, 422, 503) } }
  }, async request => await jobs.patch(request.params.job, request.body))

  app.delete('/api/v1/training-jobs/:job', {
    schema: {
      operationId: 'deleteJob',
      summary: 'Delete a job that is not at work, and its files if asked for',
      tags,
      params,
      querystring: DeleteQuery,
      response: { 204: Type.Null({ description: 'It is gone' }), ...errors(400, 404, 409) }
    }
  }, async (request, reply) => {
    await jobs.remove(request.params.job, request.query.files)
    return await reply.code(204).send(null)
  })

  for (const { act, body, run, ...shown } of requests) {
    app.post(`/api/v1/training-jobs/:job/${act}`, {
      schema: { ...shown, tags, params, body, response: { 202: JobReply, ...errors(400, 404, 409) } }
    }, async (request, reply) => {
      reply.code(202)
      return await run(jobs, request.params.job, request.body)
    })
  }

  app.post('/api/v1/training-jobs/:job/retry', {
    schema: {
      operationId: 'retryJob',
      summary: 'Queue a job that ended once more',
      description: 'The answer says which backup it goes on from; resumes_from null: it begins again.',
      tags,
      params,
      body: RetryRequest,
      response: { 202: JobReply, ...errors(400, 404, 409) }
    }
  }, async (request, reply) => {
    reply.code(202)
    return await jobs.retry(request.params.job, request.body)
  })

  app.post('/api/v1/training-jobs/:job/reorder', {
    schema: { operationId: 'reorderJob', summary: 'Give a waiting job another place in the queue', tags, params, body: ReorderRequest, response: { 200: JobSummary, ...errors(400, 404, 409) } }
  }, async request => await jobs.reorder(request.params.job, request.body.before))

  app.get('/api/v1/queue', {
    schema: { operationId: 'getQueue', summary: 'Which jobs wait, in their order, and who has the devices', tags, response: { 200: Queue, ...errors() } }
  }, async () => await jobs.queue())

  app.patch('/api/v1/queue', {
    schema: { operationId: 'changeQueue', summary: 'Hold the queue, so that no job is started any more, or let it go on', tags, body: QueuePatch, response: { 200: Queue, ...errors(400, 507) } }
  }, async request => await jobs.hold(request.body))
}
