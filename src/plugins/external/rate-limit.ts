import rateLimit from '@fastify/rate-limit'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { createAppError } from '../../../core/domain/app-error.ts'
import type { Clock } from '../../../core/domain/clock.ts'
import { isLoopback } from '../../../core/domain/loopback.ts'
import type { App } from '../../http.ts'
import { declareErrors } from '../declare-errors.ts'
import { createRequestWindows } from './request-windows.ts'

/**
 * Limits the requests of an address per minute; 0: no limit. Requests that the gate refuses count too, so that nobody
 * can try tokens by the thousand.
 */
export default fp(async (app: App, { per_minute, clock }: { per_minute: number, clock: Clock }) => {
  if (per_minute === 0) return
  await app.register(rateLimit, {
    global: false,
    max: per_minute,
    timeWindow: 60_000,
    store: createRequestWindows(clock, 10_000),
    allowList: ({ ip }: FastifyRequest) => isLoopback(ip.replace(/^::ffff:/, '')),
    errorResponseBuilder: (_, { ttl }) => createAppError('rate_limited', { seconds: Math.ceil(ttl / 1000) })
  })
  declareErrors(app, () => [429])
  app.addHook('onRequest', app.rateLimit())
}, { name: 'request-limit' })
