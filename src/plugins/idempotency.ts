import { createHash } from 'node:crypto'
import { Type } from '@sinclair/typebox'
import fp from 'fastify-plugin'
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { conflictOf } from '../../services/jobs/idempotency.ts'
import type { ReplyRows } from '../../services/store/reply-rows.ts'
import { declareErrors } from './declare-errors.ts'

/** A request that carries a key, while it is handled. */
interface KeyedRequest { key: string, request_sha256: string, isReplayed: boolean, release: () => void }

declare module 'fastify' {
  interface FastifyRequest { keyed: KeyedRequest | null }
  interface FastifyContextConfig {
    /** False: requests with one Idempotency-Key are recognised by the service behind the route. */
    keeps_replies?: boolean
  }
}

/** The header of every request that acts. */
export const idempotencyHeader = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'Requests with the same key act once and get the same reply, even across a restart'
    })
  )
})

/**
 * Makes every route that acts idempotent by Idempotency-Key. The first request with a key acts; those that come
 * meanwhile wait for its reply; all later ones get the reply that was kept. Only success is kept: a refused request
 * changed nothing and may be sent again.
 */
export default fp(async (app: FastifyInstance, { replies }: { replies: ReplyRows }): Promise<void> => {
  const in_flight = new Map<string, Promise<void>>()
  app.decorateRequest('keyed', null)
  app.addHook('onRoute', declareHeader)
  declareErrors(app, route => acts(route) ? [422] : [])

  app.addHook('preHandler', async (request, reply) => {
    const key = keyOf(request)
    if (key === undefined) return
    for (let before = in_flight.get(key); before !== undefined; before = in_flight.get(key)) await before
    const keyed = { key, request_sha256: fingerprint(request), isReplayed: false, release: enter(key) }
    request.keyed = keyed
    const kept = await replies.find(key)
    if (kept === undefined) return
    if (kept.request_sha256 !== keyed.request_sha256) throw conflictOf(key)
    keyed.isReplayed = true
    return await replay(reply, kept)
  })

  app.addHook('onSend', async (request, reply, payload) => {
    const { keyed } = request
    if (keyed === null) return payload
    const { key, request_sha256 } = keyed
    const { statusCode: status } = reply
    const body = typeof payload === 'string' ? payload : ''
    try {
      if (!keyed.isReplayed && status < 300) await replies.keep({ key, request_sha256, status, body })
    } catch (err) {
      // What the request asked for is done: a reply that says otherwise would have it done again.
      request.log.error({ err }, 'the reply of a request with an Idempotency-Key could not be kept')
    } finally {
      keyed.release()
    }
    return payload
  })

  /** Holds the key until the function that it returns is called. */
  function enter (key: string): () => void {
    let release: () => void = () => undefined
    const over = new Promise<void>(resolve => { release = resolve })
    in_flight.set(key, over)
    return () => {
      in_flight.delete(key)
      release()
    }
  }
}, { name: 'idempotency' })

/** The id of the command that a request with a key sends, so that the store knows it even after a crash. */
export const commandIdOf = ({ keyed }: FastifyRequest): string | undefined =>
  keyed === null ? undefined : `key-${createHash('sha256').update(keyed.key).digest('hex').slice(0, 40)}`

const acts = ({ method, config }: Pick<RouteOptions, 'method' | 'config'>): boolean =>
  config?.keeps_replies !== false && ![method].flat().some(one => one === 'GET' || one === 'HEAD' || one === 'OPTIONS')

function declareHeader (route: RouteOptions): void {
  if (!acts(route) || route.schema?.operationId === undefined) return
  route.schema = { ...route.schema, headers: idempotencyHeader }
}

function keyOf (request: FastifyRequest): string | undefined {
  const { method, config, schema } = request.routeOptions
  // a path that is not there has no schema
  if (schema === undefined || !acts({ method: method ?? 'GET', config })) return undefined
  const key = request.headers['idempotency-key']
  return typeof key === 'string' ? key : undefined
}

/** Of what the request asks for: another body or path under the same key is a mistake. */
function fingerprint ({ method, url, body }: FastifyRequest): string {
  return createHash('sha256').update(JSON.stringify([method, url, body ?? null])).digest('hex')
}

async function replay (reply: FastifyReply, { status, body }: { status: number, body: string }): Promise<FastifyReply> {
  reply.code(status).header('idempotency-replayed', 'true')
  return await reply.send(body === '' ? null : JSON.parse(body))
}
