import { Type } from '@sinclair/typebox'
import { commandArgs } from '../core/contract/commands.ts'
import { JobRef, JobReply, RetryRequest } from '../core/contract/jobs.ts'
import { ResumeRequest } from '../core/contract/training.ts'
import type { App } from '../src/http.ts'
import type { JobService } from '../services/job-service.ts'
import { errors } from './replies.ts'

const tags = ['jobs']
const params = Type.Object({ job: JobRef })
const none = Type.Object({}, { additionalProperties: false, examples: [{}] })

/** Requests to one job. Each replies with the job and, if the trainer has to act, with the id of the command. */
const requests = [
  {
    act: 'start',
    operationId: 'startJob',
    summary: 'Queue a job',
    description: 'Queues a job that was created without queueing, or skips the delay of a waiting retry.',
    body: none,
    run: (jobs: JobService, ref: string) => jobs.start(ref)
  },
  {
    act: 'stop',
    operationId: 'stopJob',
    summary: 'Stop a job',
    description: 'The trainer saves before it exits. A waiting job leaves the queue.',
    body: commandArgs.stop,
    run: (jobs: JobService, ref: string, body: object) => jobs.stop(ref, { ...body })
  },
  {
    act: 'pause',
    operationId: 'pauseJob',
    summary: 'Pause a job',
    description: 'Holds the training in memory, or with mode release frees the device.',
    body: commandArgs.pause,
    run: (jobs: JobService, ref: string, body: object) => jobs.pause(ref, { ...body })
  },
  {
    act: 'resume',
    operationId: 'resumeJob',
    summary: 'Resume a job',
    description: 'A held job continues in memory; any other is queued to resume from its newest complete backup, or ' +
      'from the one that model_id names.',
    body: ResumeRequest,
    run: (jobs: JobService, ref: string, body: object) => jobs.resume(ref, { ...body })
  },
  {
    act: 'kill',
    operationId: 'killJob',
    summary: 'Kill a job',
    description: 'Ends the trainer and everything it started at once, with SIGKILL: nothing is saved. While a model ' +
      'or a backup is being written, 409 model_being_written; with force it is killed all the same, and message says ' +
      'what is incomplete. A waiting job leaves the queue.',
    body: commandArgs.kill,
    run: (jobs: JobService, ref: string, body: object) => jobs.kill(ref, { ...body })
  }
] as const

/** `/api/v1/training-jobs/{job}/start`, `/stop`, `/pause`, `/resume`, `/kill` and `/retry`. */
export default async function jobCommands (app: App, { jobs }: { jobs: JobService }): Promise<void> {
  for (const { act, body, run, ...shown } of requests) {
    app.post(`/api/v1/training-jobs/:job/${act}`, {
      schema: { ...shown, tags, params, body, response: { 202: JobReply, ...errors(404, 409) } }
    }, async (request, reply) => {
      reply.code(202)
      return await run(jobs, request.params.job, request.body)
    })
  }

  app.post('/api/v1/training-jobs/:job/retry', {
    schema: {
      operationId: 'retryJob',
      summary: 'Retry a job',
      description: 'Queues an ended job again. resumes_from names the backup; null means from the beginning.',
      tags,
      params,
      body: RetryRequest,
      response: { 202: JobReply, ...errors(404, 409) }
    }
  }, async (request, reply) => {
    reply.code(202)
    return await jobs.retry(request.params.job, request.body)
  })
}
