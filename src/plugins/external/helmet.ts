import helmet from '@fastify/helmet'
import fp from 'fastify-plugin'
import type { App } from '../../http.ts'

export interface Policy { [directive: string]: readonly string[] }

/** What a page of ours may do: nothing inline, nothing from elsewhere, and no text becomes script. */
export const strictPolicy: Policy = {
  'default-src': ["'self'"],
  'base-uri': ["'self'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'self'"],
  'object-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'require-trusted-types-for': ["'script'"],
  'trusted-types': ["'none'"]
}

/** The strict policy with other sources for some directives, for a page that was made elsewhere. */
export function relaxedPolicy (changes: Policy): Policy {
  const { 'require-trusted-types-for': _required, 'trusted-types': _types, ...rest } = strictPolicy
  return { ...rest, ...changes }
}

/** A policy as the value of its header. */
export const policyHeader = (policy: Policy): string =>
  Object.entries(policy).map(([directive, sources]) => `${directive} ${sources.join(' ')}`).join('; ')

/** Security headers. TLS, and with it HSTS, is the business of a proxy. */
export default fp(async (app: App) => {
  await app.register(helmet, { contentSecurityPolicy: false, strictTransportSecurity: false })
  const strict = policyHeader(strictPolicy)
  app.addHook('onRequest', async (_, reply) => { reply.header('content-security-policy', strict) })
}, { name: 'security-headers' })
