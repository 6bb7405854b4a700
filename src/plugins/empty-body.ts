import type { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { mayBeLeftOut } from '../../core/domain/schema/json-schema.ts'
import type { JsonSchema } from '../../core/domain/schema/json-schema.ts'

/** Headers that describe a body. */
const body_headers = ['content-type', 'content-length', 'transfer-encoding', 'content-encoding'] as const

/**
 * A body of no bytes is no body, whatever the headers call it: `curl -d ''`, `fetch` with an empty form, a chunked
 * request that ends at once. Comes before any content type is judged. Where every field of a body may be left out, the
 * body may be as well; the defaults then apply.
 */
export default fp(async (app: FastifyInstance) => {
  app.addHook('preParsing', async (request, _, payload) => {
    const { headers } = request
    if (headers['content-type'] === undefined && headers['transfer-encoding'] === undefined) return payload
    const isEmpty = headers['content-length'] === undefined
      ? headers['transfer-encoding'] === undefined || await endsAtOnce(payload as Readable) // as: a request is read
      : Number(headers['content-length']) === 0
    if (isEmpty) for (const name of body_headers) delete headers[name]
    return payload
  })

  app.addHook('preValidation', async request => {
    const body = request.routeOptions.schema?.body as JsonSchema | undefined // as: our schemas are JSON Schema
    if (request.body === undefined && body !== undefined && mayBeLeftOut(body)) request.body = {}
  })
}, { name: 'empty-body' })

/** Waits for the first bytes, and leaves them where they are. */
async function endsAtOnce (payload: Readable): Promise<boolean> {
  return await new Promise((resolve, reject) => {
    function look (): void {
      const chunk: unknown = payload.read()
      if (chunk === null && !payload.readableEnded && !payload.destroyed) return
      cleanUp()
      if (chunk !== null) payload.unshift(chunk)
      resolve(chunk === null)
    }
    function onEnd (): void {
      cleanUp()
      resolve(true)
    }
    function onError (error: Error): void {
      cleanUp()
      reject(error)
    }
    function cleanUp (): void {
      payload.off('readable', look).off('end', onEnd).off('error', onError)
    }
    payload.on('readable', look).on('end', onEnd).on('error', onError)
  })
}
