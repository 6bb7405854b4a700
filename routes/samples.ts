import { Type } from '@sinclair/typebox'
import type { FastifyReply } from 'fastify'
import { Sample, SampleList, SampleQuery } from '../core/contract/samples.ts'
import type { App } from '../src/http.ts'
import type { Picture, Samples } from '../services/samples/samples.ts'
import { errors } from './replies.ts'

const tags = ['samples']
const params = Type.Object({ sample_id: Type.String({ maxLength: 64, description: 'Sample id', examples: ['s1-42'] }) })
const headers = Type.Object({ 'if-none-match': Type.Optional(Type.String({ maxLength: 1000, description: 'ETag of the version you have' })) })
const latestQuery = Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 100, default: 10, description: 'How many' }) }, { additionalProperties: false })

const picture = {
  200: {
    description: 'The picture',
    headers: { etag: Type.String({ description: 'Its SHA-256' }) },
    content: Object.fromEntries(['image/png', 'image/jpeg', 'image/webp'].map(type => [type, { schema: Type.Unsafe({ type: 'string', format: 'binary' }) }]))
  },
  304: Type.Null({ description: 'You have it already' }),
  ...errors(400, 404)
}

/** `GET /api/samples/*`: the pictures that trainings have drawn. Ids are never `list` or `latest`, and those routes win. */
export default async function samples (app: App, { samples }: { samples: Samples }): Promise<void> {
  app.get('/api/samples/list', {
    schema: { operationId: 'listSamples', summary: 'Samples of a job, newest first', tags, querystring: SampleQuery, response: { 200: SampleList, ...errors(400, 404, 409) } }
  }, async request => await samples.list(request.query))

  app.get('/api/samples/latest', {
    schema: { operationId: 'latestSamples', summary: 'The newest samples of all jobs', tags, querystring: latestQuery, response: { 200: SampleList, ...errors(400) } }
  }, async request => await samples.latest(request.query.limit))

  app.get('/api/samples/:sample_id', {
    schema: { operationId: 'getSample', summary: 'One sample', tags, params, response: { 200: Sample, ...errors(400, 404) } }
  }, async request => await samples.get(request.params.sample_id))

  app.get('/api/samples/:sample_id/image', {
    schema: { operationId: 'getSampleImage', summary: 'The picture itself', tags, params, headers, response: picture }
  }, async (request, reply) => send(reply, await samples.openImage(request.params.sample_id, request.headers['if-none-match'])))

  app.get('/api/samples/:sample_id/thumbnail', {
    schema: { operationId: 'getSampleThumbnail', summary: 'The picture, at most 256 pixels a side', tags, params, headers, response: picture }
  }, async (request, reply) => send(reply, await samples.openThumbnail(request.params.sample_id, request.headers['if-none-match'])))
}

/** Answers with a picture, never as something a browser would run; its bytes never change under its id. */
function send (reply: FastifyReply, { stream, bytes, content_type, etag }: Picture): FastifyReply {
  reply.headers({
    etag,
    'cache-control': 'private, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox"
  })
  return stream === null ? reply.code(304).send() : reply.headers({ 'content-type': content_type, 'content-length': bytes }).send(stream)
}
