import { Type } from '@sinclair/typebox'
import { Command, commandArgs } from '../core/contract/commands.ts'
import { JsonSchema } from '../core/contract/configs.ts'
import {
  CommandReply, ResumePoint, StartReply, StartRequest, TrainingProgress, TrainingState
} from '../core/contract/training.ts'
import { CommandId } from '../core/contract/values.ts'
import type { App } from '../src/http.ts'
import { commandIdOf } from '../src/plugins/idempotency.ts'
import type { TrainerService } from '../services/trainer-service.ts'
import { errors } from './replies.ts'

const tags = ['training']
const querystring = Type.Object({
  job: Type.Optional(
    Type.String({ minLength: 1, maxLength: 64, description: 'Id, number or slug of a job; default: the current job' })
  )
}, { additionalProperties: false })
const accepted = { 202: CommandReply, ...errors(400, 404, 409) }

/** Commands to a running job over HTTP. Resuming may also start an attempt, so it has its own route below. */
const requests = [
  {
    url: '/api/training/stop', command: 'stop', operationId: 'stopTraining', tags, summary: 'Stop the current training'
  },
  {
    url: '/api/training/pause', command: 'pause', operationId: 'pauseTraining', tags,
    summary: 'Pause the current training'
  },
  {
    url: '/api/training/backup', command: 'backup', operationId: 'backupTraining', tags, summary: 'Write a backup now'
  },
  { url: '/api/training/save', command: 'save', operationId: 'saveModel', tags, summary: 'Save the model now' },
  {
    url: '/api/training/stack-dump', command: 'stack_dump', operationId: 'dumpStacks', tags,
    summary: 'Dump the stacks of the trainer'
  },
  {
    url: '/api/samples/default', command: 'sample_default', operationId: 'drawDefaultSamples', tags: ['samples'],
    summary: 'Draw the samples of the config now'
  },
  {
    url: '/api/samples/custom', command: 'sample_custom', operationId: 'drawCustomSample', tags: ['samples'],
    summary: 'Draw a custom sample now'
  }
] as const

/** `/api/training/*`: the current job, or the one `?job=` names. */
export default async function training (app: App, { trainer }: { trainer: TrainerService }): Promise<void> {
  // Every request may come without a body; the defaults then apply.
  app.addHook('preValidation', async request => { if (request.body === undefined) request.body = {} })

  app.get('/api/training/status', {
    schema: {
      operationId: 'getTrainingStatus',
      summary: 'Get the state of the current training',
      description: 'The complete state; idle or initialized if there is no job.',
      tags,
      querystring,
      response: { 200: TrainingState, ...errors(400, 404) }
    }
  }, async request => trainer.getState(request.query.job))

  app.get('/api/training/progress', {
    schema: {
      operationId: 'getTrainingProgress',
      summary: 'Get the progress of the current training',
      description: 'Steps, epochs, loss and remaining time.',
      tags,
      querystring,
      response: { 200: TrainingProgress, ...errors(400, 404) }
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
      response: { 202: StartReply, ...errors(400, 404, 409, 422, 500, 503) }
    }
  }, async (request, reply) => {
    reply.code(202)
    return await trainer.start(request.body, request.keyed?.key)
  })

  for (const { url, command, ...shown } of requests) {
    app.post(url, {
      schema: {
        ...shown,
        description: 'Answers when the command is sent; its result follows as command_result and at GET ' +
          '/api/training/commands/{command_id}.',
        querystring,
        body: commandArgs[command],
        response: command === 'sample_custom' ? { ...accepted, ...errors(422, 503) } : accepted
      }
    }, async (request, reply) => {
      reply.code(202)
      return await trainer.command({ command, args: request.body, job: request.query.job, id: commandIdOf(request) })
    })
  }

  app.get('/api/samples/custom', {
    schema: {
      operationId: 'getSampleSchema',
      summary: 'Get the schema of a custom sample',
      description: 'Fields with the defaults of the current training, otherwise of the training that would be ' +
        'started now.',
      tags: ['samples'],
      querystring,
      response: { 200: JsonSchema, ...errors(400, 404, 409, 503) }
    }
  }, async request => trainer.sampleSchema(request.query.job))

  app.post('/api/training/resume', {
    schema: {
      operationId: 'resumeTraining',
      summary: 'Resume the current training',
      description: 'A held training continues in memory; otherwise an attempt starts from the newest complete backup.',
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
      summary: 'Get the resume point of a training',
      description: 'The backup and step that POST would resume from; it changes nothing. 409 names the reason if ' +
        'there is none.',
      tags,
      querystring,
      response: { 200: ResumePoint, ...errors(400, 404, 409) }
    }
  }, async request => await trainer.resumePoint(request.query.job))

  app.get('/api/training/commands/:command_id', {
    schema: {
      operationId: 'getCommand',
      summary: 'Get a command',
      description: 'Its status and result.',
      tags,
      params: Type.Object({ command_id: CommandId }),
      response: { 200: Command, ...errors(400, 404) }
    }
  }, async request => await trainer.commandById(request.params.command_id))
}
