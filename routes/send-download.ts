import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import type { FastifyReply } from 'fastify'
import { createAppError } from '../core/domain/app-error.ts'
import { attachment } from '../core/formats/attachment.ts'
import { namesEtag } from '../core/formats/etag.ts'
import { rangeHolds, wantedBytes } from '../core/formats/range.ts'
import type { Download } from '../services/models/download.ts'
import { errors } from './replies.ts'

const binary = Type.Unsafe({ type: 'string', format: 'binary' })
const content = { 'application/octet-stream': { schema: binary }, 'application/x-tar': { schema: binary } }
const etag = Type.String({ description: 'Version, derived from the SHA-256' })

/** Request headers of a download. */
export const downloadHeaders = Type.Object({
  range: Type.Optional(
    Type.String({
      description: 'bytes=first-last, bytes=first- or bytes=-count; several ranges return the whole file',
      examples: ['bytes=1048576-']
    })
  ),
  'if-range': Type.Optional(
    Type.String({ description: 'ETag of the version the range belongs to; another version returns the whole file' })
  ),
  'if-none-match': Type.Optional(Type.String({ description: 'ETag of the version already downloaded' }))
})

/** Reply schemas of a download. */
export const downloadReplies = {
  200: { description: 'The whole file', headers: { etag, 'accept-ranges': Type.Literal('bytes') }, content },
  206: { description: 'The requested range', headers: { etag, 'content-range': Type.String() }, content },
  304: Type.Null({ description: 'Not modified' }),
  ...errors(400, 404, 416)
}

/**
 * Answers with a download, whole, in part or not at all (RFC 9110), never as something a browser would run. Errors:
 * range_refused, file_gone.
 */
export async function sendDownload (
  { method, headers }: { method: string, headers: Static<typeof downloadHeaders> },
  reply: FastifyReply,
  download: Download
): Promise<FastifyReply> {
  const { bytes, etag, content_type, file_name } = download
  reply.header('accept-ranges', 'bytes')
  // HEAD knows no ranges
  const asked = method === 'GET' && rangeHolds(headers['if-range'], etag) ? headers.range : undefined
  const wanted = namesEtag(headers['if-none-match'], etag) ? 'unchanged' : wantedBytes(asked, bytes)
  if (wanted === 'none') {
    reply.header('content-range', `bytes */${bytes}`)
    throw createAppError('range_refused', { range: asked ?? '', bytes })
  }
  const { start, end } = typeof wanted === 'string' ? { start: 0, end: bytes - 1 } : wanted
  const body = wanted === 'unchanged' || method === 'HEAD' ? undefined : await download.read(start, end)
  reply.headers({
    etag,
    'cache-control': 'private, no-cache, no-transform',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox"
  })
  if (wanted === 'unchanged') return reply.code(304).send()
  if (wanted !== 'whole') reply.code(206).header('content-range', `bytes ${start}-${end}/${bytes}`)
  return reply
    .headers({
      'content-type': content_type, 'content-length': end - start + 1, 'content-disposition': attachment(file_name)
    })
    .send(body)
}
