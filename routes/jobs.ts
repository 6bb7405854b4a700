import { Type } from '@sinclair/typebox'
import { ConfigDifferences, ConfigDifferencesQuery } from '../core/contract/config-differences.ts'
import {
  CreatedJob,
  DeleteQuery,
  JobDetails,
  JobList,
  JobPatch,
  JobQuery,
  JobRef,
  JobRequest,
  JobSummary
} from '../core/contract/jobs.ts'
import { links } from '../core/contract/links.ts'
import type { App } from '../src/http.ts'
import { idempotencyHeader } from '../src/plugins/idempotency.ts'
import type { JobService } from '../services/job-service.ts'
import { errors } from './replies.ts'

const tags = ['jobs']
const params = Type.Object({ job: JobRef })
/** `/api/v1/training-jobs`: create, list, change and delete jobs. */
export default async function jobs (app: App, { jobs }: { jobs: JobService }): Promise<void> {
  app.post('/api/v1/training-jobs', {
    config: { keeps_replies: false }, // the job's record has the key, so that it holds when the store is rebuilt
    schema: {
      operationId: 'createJob',
      summary: 'Create a job',
      description: 'Checks the config, creates the job and queues it. Answers 201, or 200 if the Idempotency-Key ' +
        'already created it.',
      tags,
      headers: idempotencyHeader,
      body: JobRequest,
      response: { 200: CreatedJob, 201: CreatedJob, ...errors(404, 409, 422, 503, 507) }
    }
  }, async (request, reply) => {
    const { job, replayed } = await jobs.create(request.body, { idempotency_key: request.headers['idempotency-key'] })
    return reply.code(replayed ? 200 : 201).header('location', links.job(job.job_id)).send(job)
  })

  app.get('/api/v1/training-jobs', {
    schema: {
      operationId: 'listJobs',
      summary: 'List jobs',
      description: 'Filtered, sorted and page by page.',
      tags,
      querystring: JobQuery,
      response: { 200: JobList }
    }
  }, async request => jobs.list(request.query))

  app.get('/api/v1/config-differences', {
    schema: {
      operationId: 'compareConfigs',
      summary: 'Compare the configs of several jobs',
      description: 'Which fields differ, by the part of the config that they stand in, with the value of each job; ' +
        'and which are the same in all.',
      tags,
      querystring: ConfigDifferencesQuery,
      response: { 200: ConfigDifferences, ...errors(404, 409) }
    }
  }, async request => jobs.compareConfigs(request.query))

  app.get('/api/v1/training-jobs/:job', {
    schema: {
      operationId: 'getJob',
      summary: 'Get a job',
      description: 'With its config and complete state. For polling: progress runs from 0 to 1, and status ends as ' +
        'succeeded, failed or stopped.',
      tags,
      params,
      response: { 200: JobDetails, ...errors(404) }
    }
  }, async request => jobs.get(request.params.job))

  app.patch('/api/v1/training-jobs/:job', {
    schema: {
      operationId: 'changeJob',
      summary: 'Change a job',
      description: 'Name, notes, tags, priority and retries at any time; the config only before the job is queued.',
      tags,
      params,
      body: JobPatch,
      response: { 200: JobSummary, ...errors(404, 409, 422, 503) }
    }
  }, async request => await jobs.patch(request.params.job, request.body))

  app.delete('/api/v1/training-jobs/:job', {
    schema: {
      operationId: 'deleteJob',
      summary: 'Delete a job',
      description: 'An active job, or one that a waiting job depends on, is refused with 409. files=true deletes ' +
        'its folder as well.',
      tags,
      params,
      querystring: DeleteQuery,
      response: { 204: Type.Null({ description: 'The job is deleted' }), ...errors(404, 409, 503) }
    }
  }, async (request, reply) => {
    await jobs.remove(request.params.job, request.query.files)
    return await reply.code(204).send(null)
  })
}
