import { Type } from '@sinclair/typebox'
import { commandArgs } from '../core/contract/commands.ts'
import { CommandReply } from '../core/contract/training.ts'
import type { App } from '../src/http.ts'
import { commandIdOf } from '../src/plugins/idempotency.ts'
import type { TrainerService } from '../services/trainer-service.ts'
import { errors } from './replies.ts'

const accepted = { 202: CommandReply, ...errors(404, 409) }

/** The job that a request to the current training means. */
export const jobQuery = Type.Object({
  job: Type.Optional(
    Type.String({ minLength: 1, maxLength: 64, description: 'Id, number or slug of a job; default: the current job' })
  )
}, { additionalProperties: false })

/** A command to a running job, as it is shown in the API documents. */
interface CommandRoute {
  url: string
  command: Exclude<keyof typeof commandArgs, 'resume'>
  operationId: string
  tags: string[]
  summary: string
}

/** Declares a POST for each command to the current job, or to the one `?job=` names. */
export function declareCommands (app: App, trainer: TrainerService, requests: readonly CommandRoute[]): void {
  for (const { url, command, ...shown } of requests) {
    app.post(url, {
      schema: {
        ...shown,
        description: 'Answers when the command is sent; its result follows as command_result and at GET ' +
          '/api/training/commands/{command_id}.',
        querystring: jobQuery,
        body: commandArgs[command],
        response: command === 'sample_custom' ? { ...accepted, ...errors(422, 503) } : accepted
      }
    }, async (request, reply) => {
      reply.code(202)
      const { body: args, query: { job }, keyed } = request
      return await trainer.command({ command, args, job, id: commandIdOf(request), key: keyed?.key })
    })
  }
}
