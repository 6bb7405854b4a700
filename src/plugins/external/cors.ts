import cors from '@fastify/cors'
import fp from 'fastify-plugin'
import type { App } from '../../http.ts'

/** Lets pages of these origins read replies. */
export default fp(async (app: App, { allowed_origins }: { allowed_origins: string[] }) => {
  await app.register(cors, { origin: allowed_origins, methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] })
}, { name: 'cross-origin' })
