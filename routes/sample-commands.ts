import { JsonSchema } from '../core/contract/configs.ts'
import type { App } from '../src/http.ts'
import type { TrainerService } from '../services/trainer-service.ts'
import { declareCommands, jobQuery } from './declare-commands.ts'
import { errors } from './replies.ts'

const tags = ['samples']

const requests = [
  {
    url: '/api/samples/default', command: 'sample_default', operationId: 'drawDefaultSamples', tags,
    summary: 'Draw the samples of the config now'
  },
  {
    url: '/api/samples/custom', command: 'sample_custom', operationId: 'drawCustomSample', tags,
    summary: 'Draw a custom sample now'
  }
] as const

/** `POST /api/samples/default` and `/custom`: draw samples of the current training, and what a custom one may say. */
export default async function sampleCommands (app: App, { trainer }: { trainer: TrainerService }): Promise<void> {
  declareCommands(app, trainer, requests)

  app.get('/api/samples/custom', {
    schema: {
      operationId: 'getSampleSchema',
      summary: 'Get the schema of a custom sample',
      description: 'Fields with the defaults of the current training, otherwise of the training that would be ' +
        'started now.',
      tags,
      querystring: jobQuery,
      response: { 200: JsonSchema, ...errors(404, 409, 503) }
    }
  }, async request => trainer.sampleSchema(request.query.job))
}
