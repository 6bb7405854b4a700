import helmet from '@fastify/helmet'
import fp from 'fastify-plugin'
import type { App } from '../../http.ts'

/** Security headers. Redoc runs a worker from a blob; TLS, and with it HSTS, is the business of a proxy. */
export default fp(async (app: App) => {
  const directives = { defaultSrc: ["'self'"], workerSrc: ["'self'", 'blob:'], upgradeInsecureRequests: null }
  await app.register(helmet, { contentSecurityPolicy: { directives }, strictTransportSecurity: false })
}, { name: 'security-headers' })
