import { Type } from '@sinclair/typebox'
import { Command, commandArgs } from '../src/contract/commands.ts'
import { CommandReply, ResumePoint, StartReply, StartRequest, TrainingProgress, TrainingState } from '../src/contract/training.ts'
import { CommandId } from '../src/contract/values.ts'
import type { App } from '../src/http.ts'
import type { TrainerService } from '../services/trainer-service.ts'
import { errors } from './replies.ts'

const tags = ['training']
const querystring = Type.Object({
  job: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Id, number or slug of a job; the current job if left out' }))
}, { additionalProperties: false })
const accepted = { 202: CommandReply, ...errors(400, 404, 409) }

/** `/api/training/*`: the current job, or the one `?job=` names. */
export default async function training (app: App, { trainer }: { trainer: TrainerService }): Promise<void> {
  // Every request here may come without a body: then it asks for the defaults.
  app.addHook('preValidation', async request => { if (request.body === undefined) request.body = {} })

  app.get('/api/training/status', {
    schema: { operationId: 'getTrainingStatus', summary: 'State of the current training', tags, querystring, response: { 200: TrainingState, ...errors(400, 404) } }
  }, async request => trainer.getState(request.query.job))

  app.get('/api/training/progress', {
    schema: { operationId: 'getTrainingProgress', summary: 'How far the current training is', tags, querystring, response: { 200: TrainingProgress, ...errors(400, 404) } }
  }, async request => trainer.getProgress(request.query.job))

  app.post('/api/training/start', {
    schema: {
      operationId: 'startTraining',
      summary: 'Start a training',
      description: 'Answers when the runner holds the training. The body may be left out: then the active config is used, else the defaults.',
      tags,
      body: StartRequest,
      response: { 202: StartReply, ...errors(400, 404, 409, 422, 500, 503) }
    }
  }, async (request, reply) => {
    reply.code(202)
    return await trainer.start(request.body)
  })

  app.post('/api/training/stop', {
    schema: {
      operationId: 'stopTraining',
      summary: 'Stop the current training and keep what it has learned',
      description: 'Answers when the command is on its way; the end comes as training_status.',
      tags,
      querystring,
      body: commandArgs.stop,
      response: accepted
    }
  }, async (request, reply) => {
    reply.code(202)
    return await trainer.stop(request.body, request.query.job)
  })

  app.post('/api/training/pause', {
    schema: {
      operationId: 'pauseTraining',
      summary: 'Hold the current training in memory, or release the device until it is resumed',
      tags,
      querystring,
      body: commandArgs.pause,
      response: accepted
    }
  }, async (request, reply) => {
    reply.code(202)
    return await trainer.pause(request.body, request.query.job)
  })

  app.post('/api/training/resume', {
    schema: {
      operationId: 'resumeTraining',
      summary: 'Go on: in memory when held, else from the newest complete backup',
      tags,
      querystring,
      body: commandArgs.resume,
      response: { 202: Type.Union([CommandReply, StartReply]), ...errors(400, 404, 409, 500) }
    }
  }, async (request, reply) => {
    reply.code(202)
    return await trainer.resume(request.query.job)
  })

  app.get('/api/training/resume', {
    schema: {
      operationId: 'getResumePoint',
      summary: 'Which backup a training would go on from, and at which step',
      description: 'Only looks: POST resumes. 409 says why there is nothing to go on from.',
      tags,
      querystring,
      response: { 200: ResumePoint, ...errors(400, 404, 409) }
    }
  }, async request => await trainer.resumePoint(request.query.job))

  app.post('/api/training/backup', {
    schema: { operationId: 'backupTraining', summary: 'Write a backup now', tags, querystring, body: commandArgs.backup, response: accepted }
  }, async (request, reply) => {
    reply.code(202)
    return await trainer.backup(request.query.job)
  })

  app.post('/api/training/save', {
    schema: { operationId: 'saveModel', summary: 'Save the model now', tags, querystring, body: commandArgs.save, response: accepted }
  }, async (request, reply) => {
    reply.code(202)
    return await trainer.save(request.query.job)
  })

  app.get('/api/training/commands/:command_id', {
    schema: {
      operationId: 'getCommand',
      summary: 'What became of a command',
      tags,
      params: Type.Object({ command_id: CommandId }),
      response: { 200: Command, ...errors(400, 404) }
    }
  }, async request => await trainer.commandById(request.params.command_id))

  app.post('/api/samples/default', {
    schema: { operationId: 'drawDefaultSamples', summary: 'Draw the samples of the config now', tags: ['samples'], querystring, body: commandArgs.sample_default, response: accepted }
  }, async (request, reply) => {
    reply.code(202)
    return await trainer.sampleDefault(request.query.job)
  })

  app.post('/api/samples/custom', {
    schema: {
      operationId: 'drawCustomSample',
      summary: 'Draw one sample of your own now',
      tags: ['samples'],
      querystring,
      body: commandArgs.sample_custom,
      response: accepted
    }
  }, async (request, reply) => {
    reply.code(202)
    return await trainer.sampleCustom(request.body, request.query.job)
  })
}
