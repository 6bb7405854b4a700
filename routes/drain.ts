import { Drain } from '../core/contract/drain.ts'
import type { DrainService } from '../services/queue/drain.ts'
import type { App } from '../src/http.ts'
import { errors } from './replies.ts'

const tags = ['operation']

/** `/api/v1/drain`: ends every training before the server, its container or its machine goes down. */
export default async function drain (app: App, { drain }: { drain: DrainService }): Promise<void> {
  app.post(
    '/api/v1/drain',
    {
      schema: {
        operationId: 'drain',
        summary: 'Hold the queue, and ask every training to back up and stop',
        description:
          'The queue stays held until the server is restarted. The reply names the trainings that have not ended; ' +
          'GET shows progress. Repeating the request is harmless.',
        tags,
        response: { 202: Drain, ...errors(503) }
      }
    },
    async (_, reply) => {
      reply.code(202)
      return await drain.begin()
    }
  )

  app.get(
    '/api/v1/drain',
    {
      schema: {
        operationId: 'getDrain',
        summary: 'Progress of a drain',
        description: 'Names the trainings that have not ended. Without a drain, state is none.',
        tags,
        response: { 200: Drain }
      }
    },
    async () => drain.status()
  )
}
