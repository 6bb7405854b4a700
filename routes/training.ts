import { Type } from '@sinclair/typebox'
import { Command, commandArgs } from '../core/contract/commands.ts'
import { JsonSchema } from '../core/contract/configs.ts'
import { CommandReply, ResumePoint, StartReply, StartRequest, TrainingProgress, TrainingState } from '../core/contract/training.ts'
import { CommandId } from '../core/contract/values.ts'
import type { App } from '../src/http.ts'
import type { TrainerService } from '../services/trainer-service.ts'
import { errors } from './replies.ts'

const tags = ['training']
const querystring = Type.Object({
  job: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Id, number or slug of a job; the current job if left out' }))
}, { additionalProperties: false })
const accepted = { 202: CommandReply, ...errors(400, 404, 409) }

/** What a running job can be asked over HTTP; each answers when the command is on its way. Resuming may also start an attempt: it stands below. */
const requests = [
  { url: '/api/training/stop', command: 'stop', operationId: 'stopTraining', tags, summary: 'Stop the current training and keep what it has learned' },
  { url: '/api/training/pause', command: 'pause', operationId: 'pauseTraining', tags, summary: 'Hold the current training in memory, or release the device until it is resumed' },
  { url: '/api/training/backup', command: 'backup', operationId: 'backupTraining', tags, summary: 'Write a backup now' },
  { url: '/api/training/save', command: 'save', operationId: 'saveModel', tags, summary: 'Save the model now' },
  { url: '/api/training/stack-dump', command: 'stack_dump', operationId: 'dumpStacks', tags, summary: 'Write where every thread of the trainer stands to its log; works while it hangs' },
  { url: '/api/samples/default', command: 'sample_default', operationId: 'drawDefaultSamples', tags: ['samples'], summary: 'Draw the samples of the config now' },
  { url: '/api/samples/custom', command: 'sample_custom', operationId: 'drawCustomSample', tags: ['samples'], summary: 'Draw one sample of your own now' }
] as const

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

  for (const { url, command, ...shown } of requests) {
    app.post(url, {
      schema: { ...shown, description: 'Answers when the command is on its way; its end comes as command_result.', querystring, body: commandArgs[command], response: command === 'sample_custom' ? { ...accepted, ...errors(422, 503) } : accepted }
    }, async (request, reply) => {
      reply.code(202)
      return await trainer.command({ command, args: request.body, job: request.query.job })
    })
  }

  app.get('/api/samples/custom', {
    schema: {
      operationId: 'getSampleSchema',
      summary: 'What may be asked of a custom sample',
      description: 'Its fields, with the defaults they have in the current training, else in the one that would be started now.',
      tags: ['samples'],
      querystring,
      response: { 200: JsonSchema, ...errors(400, 404, 409, 503) }
    }
  }, async request => trainer.sampleSchema(request.query.job))

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

  app.get('/api/training/commands/:command_id', {
    schema: {
      operationId: 'getCommand',
      summary: 'What became of a command',
      tags,
      params: Type.Object({ command_id: CommandId }),
      response: { 200: Command, ...errors(400, 404) }
    }
  }, async request => await trainer.commandById(request.params.command_id))
}
