import { Type } from '@sinclair/typebox'
import type { TSchema } from '@sinclair/typebox'
import { Sample, SampleList, SampleMarkChange, SampleQuery } from '../core/contract/samples.ts'
import type { App } from '../src/http.ts'
import type { DeleteSample } from '../services/samples/delete-sample.ts'
import type { Samples } from '../services/samples/samples.ts'
import { errors } from './replies.ts'
import { rangeHeaders, sendBytes } from './send-download.ts'

const tags = ['samples']
const params = Type.Object({
  sample_id: Type.String({ maxLength: 64, description: 'Sample id, from the list of a job', examples: ['s1-42'] })
})
const latestQuery = Type.Object(
  { limit: Type.Integer({ minimum: 1, maximum: 100, default: 10, description: 'Maximum number of entries' }) },
  { additionalProperties: false }
)

const etag = Type.String({ description: 'SHA-256 of the file' })
const contentOf = (types: string[]): Record<string, { schema: TSchema }> => Object.fromEntries(
  types.map(type => [type, { schema: Type.Unsafe({ type: 'string', format: 'binary' }) }])
)
const repliesOf = (description: string, content: Record<string, { schema: TSchema }>) => ({
  200: { description, headers: { etag, 'accept-ranges': Type.Literal('bytes') }, content },
  206: { description: 'The requested range', headers: { etag, 'content-range': Type.String() }, content },
  304: Type.Null({ description: 'Not modified' }),
  ...errors(404, 416)
})
const file = repliesOf('The file', contentOf(['image/*', 'video/*', 'audio/*']))
const thumbnail = repliesOf('The thumbnail', contentOf(['image/webp', 'image/jpeg', 'image/png']))

/** A file never changes under its id. */
const forever = { 'cache-control': 'private, max-age=31536000, immutable' }

/** `GET /api/samples/*`: samples of trainings. `list` and `latest` are never ids, and their routes take precedence. */
export default async function samples (
  app: App, { samples, deleteSample }: { samples: Samples, deleteSample: DeleteSample }
): Promise<void> {
  app.get('/api/samples/list', {
    schema: {
      operationId: 'listSamples',
      summary: 'List the samples of a job',
      description: 'Newest first, page by page.',
      tags,
      querystring: SampleQuery,
      response: { 200: SampleList, ...errors(404, 409) }
    }
  }, async request => await samples.list(request.query))

  app.get('/api/samples/latest', {
    schema: {
      operationId: 'latestSamples',
      summary: 'List the newest samples',
      description: 'Of all jobs, newest first.',
      tags,
      querystring: latestQuery,
      response: { 200: SampleList }
    }
  }, async request => await samples.latest(request.query.limit))

  app.get('/api/samples/:sample_id', {
    schema: {
      operationId: 'getSample',
      summary: 'Get a sample',
      description: 'Its prompt, seed, step and URL paths.',
      tags,
      params,
      response: { 200: Sample, ...errors(404) }
    }
  }, async request => await samples.get(request.params.sample_id))

  app.patch('/api/samples/:sample_id/mark', {
    schema: {
      operationId: 'markSample',
      summary: 'Star a sample or write notes on it',
      description: 'What is left out stays as it is. Stars and notes are kept in the folder of the job.',
      tags,
      params,
      body: SampleMarkChange,
      response: { 200: Sample, ...errors(404) }
    }
  }, async request => await samples.mark(request.params.sample_id, request.body))

  app.delete('/api/samples/:sample_id', {
    schema: {
      operationId: 'deleteSample',
      summary: 'Delete a sample',
      description: 'Deletes its file and thumbnail; the sample goes on being listed with available: false.',
      tags,
      params,
      response: { 204: Type.Null({ description: 'Its file is deleted' }), ...errors(404) }
    }
  }, async (request, reply) => {
    await deleteSample(request.params.sample_id)
    return await reply.code(204).send(null)
  })

  const whole = {
    operationId: 'getSampleImage',
    summary: 'Get the file of a sample',
    description: 'An image, a video or a sound, whole or in part. The bytes never change under one id; the ETag is ' +
      'their SHA-256.',
    tags,
    params,
    headers: rangeHeaders,
    response: file
  }
  const small = {
    operationId: 'getSampleThumbnail',
    summary: 'Get the thumbnail of a sample',
    description: 'At most 256 pixels a side; of a video the first frame, where ffmpeg is installed. Without the ' +
      'package sharp, and where it cannot be decoded, an image is its own thumbnail.',
    tags,
    params,
    headers: rangeHeaders,
    response: thumbnail
  }
  for (const { url, schema, open } of [
    { url: '/api/samples/:sample_id/image', schema: whole, open: samples.openFile },
    { url: '/api/samples/:sample_id/thumbnail', schema: small, open: samples.openThumbnail }
  ]) {
    // HEAD is a route of its own: the one Fastify makes from a GET would read the whole file and throw it away.
    app.get(url, { exposeHeadRoute: false, schema }, async (request, reply) =>
      await sendBytes(request, reply, await open(request.params.sample_id), forever))
    app.head(url, { schema: { ...schema, hide: true } }, async (request, reply) =>
      await sendBytes(request, reply, await open(request.params.sample_id), forever))
  }
}
