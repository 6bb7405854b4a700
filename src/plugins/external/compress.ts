import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import fp from 'fastify-plugin'
import type { App } from '../../http.ts'

const LEAST_BYTES = 1024
/** JSON and texts. The types of samples, models, tar files and event streams are others. */
const compressible = /^(application\/(?:[\w.-]+\+)?json|text\/(?:plain|html|css|javascript))(?:;|$)/

/**
 * Compresses JSON and texts of more than 1 KB that a route made itself. Whatever is a stream or has an ETag leaves as
 * it is: samples, models, their ranges, static files, event streams. Its length, ranges and ETag are of those bytes.
 *
 * A length that depends on a secret and on a text of an attacker gives the secret away (BREACH). Here it cannot: no
 * reply contains the token or another secret, and another site can make no request that is answered with data, because
 * the token is no cookie and requests with a foreign Origin are refused.
 */
export default fp(async (app: App) => {
  app.addHook('onSend', async (request, reply, payload) => {
    const type = String(reply.getHeader('content-type') ?? '')
    if (!isText(payload) || !compressible.test(type) || reply.hasHeader('etag')) {
      request.headers['x-no-compression'] = '1' // the switch of the package; its own list of types is wider
    } else if (Buffer.byteLength(payload) >= LEAST_BYTES) {
      // A cache must know it of the uncompressed variant too.
      reply.header('vary', [reply.getHeader('vary') ?? [], 'accept-encoding'].flat().join(', '))
    }
    return payload
  })
  await app.register(compress, {
    threshold: LEAST_BYTES,
    encodings: ['br', 'gzip'],
    globalDecompression: false, // bodies have a size limit, which a compressed one would pass
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }
  })
}, { name: 'compression' })

const isText = (payload: unknown): payload is string | Buffer =>
  typeof payload === 'string' || Buffer.isBuffer(payload)
