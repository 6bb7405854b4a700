import { Type } from '@sinclair/typebox'
import type { FastifyReply } from 'fastify'
import { Sample, SampleList, SampleQuery } from '../core/contract/samples.ts'
import type { App } from '../src/http.ts'
import type { Picture, Samples } from '../services/samples/samples.ts'
import { errors } from './replies.ts'

const tags = ['samples']
const params = Type.Object({ sample_id: Type.String({ maxLength: 64, description: 'Sample id', examples: ['s1-42'] }) })
const headers = Type.Object({
  'if-none-match': Type.Optional(
    Type.String({ maxLength: 1000, description: 'ETag of the version already downloaded' })
  )
})
const latestQuery = Type.Object(
  { limit: Type.Integer({ minimum: 1, maximum: 100, default: 10, description: 'Maximum number of entries' }) },
  { additionalProperties: false }
)

const picture = {
  200: {
    description: 'The image',
    headers: { etag: Type.String({ description: 'SHA-256 of the image' }) },
    content: Object.fromEntries(
      ['image/png', 'image/jpeg', 'image/webp'].map(type => [
        type,
        { schema: Type.Unsafe({ type: 'string', format: 'binary' }) }
      ])
    )
  },
  304: Type.Null({ description: 'Not modified' }),
  ...errors(400, 404)
}

/** `GET /api/samples/*`: samples of trainings. `list` and `latest` are never ids, and their routes take precedence. */
export default async function samples (app: App, { samples }: { samples: Samples }): Promise<void> {
  app.get('/api/samples/list', {
    schema: {
      operationId: 'listSamples',
      summary: 'List the samples of a job',
      description: 'Newest first, page by page.',
      tags,
      querystring: SampleQuery,
      response: { 200: SampleList, ...errors(400, 404, 409) }
    }
  }, async request => await samples.list(request.query))

  app.get('/api/samples/latest', {
    schema: {
      operationId: 'latestSamples',
      summary: 'List the newest samples',
      description: 'Of all jobs, newest first.',
      tags,
      querystring: latestQuery,
      response: { 200: SampleList, ...errors(400) }
    }
  }, async request => await samples.latest(request.query.limit))

  app.get('/api/samples/:sample_id', {
    schema: {
      operationId: 'getSample',
      summary: 'Get a sample',
      description: 'Its prompt, seed, step and URL paths.',
      tags,
      params,
      response: { 200: Sample, ...errors(400, 404) }
    }
  }, async request => await samples.get(request.params.sample_id))

  app.get(
    '/api/samples/:sample_id/image',
    {
      schema: {
        operationId: 'getSampleImage', summary: 'Get the image of a sample',
        description: 'The bytes never change under one id; the ETag is their SHA-256.',
        tags,
        params,
        headers,
        response: picture
      }
    },
    async (request, reply) =>
      send(reply, await samples.openImage(request.params.sample_id, request.headers['if-none-match']))
  )

  app.get(
    '/api/samples/:sample_id/thumbnail',
    {
      schema: {
        operationId: 'getSampleThumbnail', summary: 'Get the thumbnail of a sample',
        description: 'At most 256 pixels a side; the image itself where it cannot be scaled.',
        tags,
        params,
        headers,
        response: picture
      }
    },
    async (request, reply) =>
      send(reply, await samples.openThumbnail(request.params.sample_id, request.headers['if-none-match']))
  )
}

/** Answers with a picture, never as something a browser would run; its bytes never change under its id. */
function send (reply: FastifyReply, { stream, bytes, content_type, etag }: Picture): FastifyReply {
  reply.headers({
    etag,
    'cache-control': 'private, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox"
  })
  return stream === null
    ? reply.code(304).send()
    : reply.headers({ 'content-type': content_type, 'content-length': bytes }).send(stream)
}
