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

/** Request headers of what can be sent in part. */
export const rangeHeaders = Type.Object({
  range: Type.Optional(
    Type.String({
      description: 'bytes=first-last, bytes=first- or bytes=-count; several ranges return the whole file',
      examples: ['bytes=0-1023']
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
  ...errors(404, 416)
}

/** Bytes that can be sent whole, in part or not at all. They never change under their entity tag. */
export interface ByteSource {
  bytes: number
  etag: string
  content_type: string
  /** The bytes from `start` to `end`, both included; of an empty source, none. */
  read: Download['read']
  /** Called when nothing is read. */
  close?: () => Promise<void>
}

/** Answers with a download, never as something a browser would run. Errors: range_refused, file_gone. */
export async function sendDownload (
  request: RangeRequest, reply: FastifyReply, download: Download
): Promise<FastifyReply> {
  return await sendBytes(request, reply, download, {
    'cache-control': 'private, no-cache, no-transform',
    'content-disposition': attachment(download.file_name)
  })
}

export interface RangeRequest { method: string, headers: Static<typeof rangeHeaders> }

/** Answers with bytes, whole, in part or not at all (RFC 9110), in a sandbox. Errors: range_refused, file_gone. */
export async function sendBytes (
  request: RangeRequest, reply: FastifyReply, source: ByteSource, more: Record<string, string>
): Promise<FastifyReply> {
  const { bytes, etag, content_type } = source
  const wanted = wantedOf(request, source)
  reply.header('accept-ranges', 'bytes')
  if (wanted === 'none' || wanted === 'unchanged' || request.method === 'HEAD') await source.close?.()
  if (wanted === 'none') {
    reply.header('content-range', `bytes */${bytes}`)
    throw createAppError('range_refused', { range: request.headers.range ?? '', bytes })
  }
  const { start, end } = typeof wanted === 'string' ? { start: 0, end: bytes - 1 } : wanted
  const hasBody = wanted !== 'unchanged' && request.method !== 'HEAD'
  const body = hasBody ? await source.read(start, end) : undefined
  reply.headers({
    etag,
    ...more,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox"
  })
  if (wanted === 'unchanged') return reply.code(304).send()
  if (wanted !== 'whole') reply.code(206).header('content-range', `bytes ${start}-${end}/${bytes}`)
  return reply.headers({ 'content-type': content_type, 'content-length': end - start + 1 }).send(body)
}

function wantedOf (
  { method, headers }: RangeRequest, { etag, bytes }: ByteSource
): ReturnType<typeof wantedBytes> | 'unchanged' {
  if (namesEtag(headers['if-none-match'], etag)) return 'unchanged'
  // HEAD knows no ranges
  const isAsked = method === 'GET' && rangeHolds(headers['if-range'], etag)
  return wantedBytes(isAsked ? headers.range : undefined, bytes)
}
