import { Type } from '@sinclair/typebox'
import { Command } from '../core/contract/commands.ts'
import { CommandId } from '../core/contract/values.ts'
import type { App } from '../src/http.ts'
import type { TrainerService } from '../services/trainer-service.ts'
import { declareCommands } from './declare-commands.ts'
import { errors } from './replies.ts'

const tags = ['training']

/** Commands to the trainer of the current job. Resuming may also start an attempt, so it stands in training.ts. */
const requests = [
  {
    url: '/api/training/stop', command: 'stop', operationId: 'stopTraining', tags, summary: 'Stop the current training'
  },
  {
    url: '/api/training/kill', command: 'kill', operationId: 'killTraining', tags,
    summary: 'Kill the current training at once'
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
  }
] as const

/** `POST /api/training/<command>`, and what became of a command. */
export default async function trainingCommands (app: App, { trainer }: { trainer: TrainerService }): Promise<void> {
  declareCommands(app, trainer, requests)

  app.get('/api/training/commands/:command_id', {
    schema: {
      operationId: 'getCommand',
      summary: 'Get a command',
      description: 'Its status and result, by the command_id of the reply that accepted it.',
      tags,
      params: Type.Object({ command_id: CommandId }),
      response: { 200: Command, ...errors(404) }
    }
  }, async request => await trainer.commandById(request.params.command_id))
}
