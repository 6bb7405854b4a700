import { Type } from '@sinclair/typebox'
import {
  CommandReply, ResumePoint, ResumeRequest, StartReply, StartRequest, TrainingProgress, TrainingState
} from '../core/contract/training.ts'
import type { App } from '../src/http.ts'
import type { TrainerService } from '../services/trainer-service.ts'
import { jobQuery } from './declare-commands.ts'
import { errors } from './replies.ts'

const tags = ['training']
const resumeQuery = Type.Object(
  { ...jobQuery.properties, ...ResumeRequest.properties }, { additionalProperties: false }
)

/** `/api/training/*`: state, start and resumption of the current job, or of the one `?job=` names. */
export default async function training (app: App, { trainer }: { trainer: TrainerService }): Promise<void> {
  app.get('/api/training/status', {
    schema: {
      operationId: 'getTrainingStatus',
      summary: 'Get the state of the current training',
      description: 'The complete state; idle or initialized if there is no job.',
      tags,
      querystring: jobQuery,
      response: { 200: TrainingState, ...errors(404, 409) }
    }
  }, async request => trainer.getState(request.query.job))

  app.get('/api/training/progress', {
    schema: {
      operationId: 'getTrainingProgress',
      summary: 'Get the progress of the current training',
      description: 'Steps, epochs, loss and remaining time.',
      tags,
      querystring: jobQuery,
      response: { 200: TrainingProgress, ...errors(404, 409) }
    }
  }, async request => trainer.getProgress(request.query.job))

  app.post('/api/training/start', {
    schema: {
      operationId: 'startTraining',
      summary: 'Start a training',
      description: 'Starts at once or fails; POST /api/v1/training-jobs queues instead. Without a body the active ' +
        'config is used, otherwise the defaults.',
      tags,
      body: StartRequest,
      response: { 202: StartReply, ...errors(404, 409, 422, 500, 503) }
    }
  }, async (request, reply) => {
    reply.code(202)
    return await trainer.start(request.body, request.keyed?.key)
  })

  app.post('/api/training/resume', {
    schema: {
      operationId: 'resumeTraining',
      summary: 'Resume the current training',
      description: 'A held training continues in memory; otherwise an attempt starts from the newest complete ' +
        'backup, or from the one that model_id names.',
      tags,
      querystring: jobQuery,
      body: ResumeRequest,
      response: { 202: Type.Union([CommandReply, StartReply]), ...errors(404, 409, 500) }
    }
  }, async (request, reply) => {
    reply.code(202)
    return await trainer.resume(request.query.job, request.body)
  })

  app.get('/api/training/resume', {
    schema: {
      operationId: 'getResumePoint',
      summary: 'Get the resume point of a training',
      description: 'The backup and step that POST would resume from; it changes nothing. 409 names the reason if ' +
        'there is none.',
      tags,
      querystring: resumeQuery,
      response: { 200: ResumePoint, ...errors(404, 409) }
    }
  }, async request => await trainer.resumePoint(request.query.job, request.query))
}
