import cors from '@fastify/cors'
import fp from 'fastify-plugin'
import type { App } from '../../http.ts'

/** Lets pages of these origins read replies. An OPTIONS that is no preflight is a method like any other. */
export default fp(async (app: App, { allowed_origins }: { allowed_origins: string[] }) => {
  app.addHook('onRequest', async ({ method, headers }, reply) => {
    if (method !== 'OPTIONS') return
    const { origin, 'access-control-request-method': requested } = headers
    if (origin === undefined || requested === undefined) return reply.callNotFound()
  })
  await app.register(cors, { origin: allowed_origins, methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] })
}, { name: 'cross-origin' })
