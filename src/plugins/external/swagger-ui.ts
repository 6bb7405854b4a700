import swaggerUi from '@fastify/swagger-ui'
import fp from 'fastify-plugin'
import type { App } from '../../http.ts'
import { policyHeader, relaxedPolicy } from './helmet.ts'

/** It writes styles into its page and has pictures in its style sheet. */
const policy = relaxedPolicy({ 'style-src': ["'self'", "'unsafe-inline'"], 'img-src': ["'self'", 'data:'] })

export interface SwaggerUiOptions {
  /** Where its pages are. */
  url: string
  /** Where the OpenAPI document is. */
  document_url: string
}

/** Swagger UI: the API to read and try out, offline. Comes after the OpenAPI document. */
export default fp(async (app: App, { url, document_url }: SwaggerUiOptions) => {
  await app.register(swaggerUi, {
    routePrefix: url,
    uiConfig: { url: document_url, validatorUrl: null, tryItOutEnabled: true },
    transformSpecificationClone: false,
    staticCSP: policyHeader(policy)
  })
}, { name: 'api-pages', dependencies: ['openapi'] })
