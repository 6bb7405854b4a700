import type { App } from '../src/http.ts'

/** Metrics for Prometheus. */
export default async function metrics (app: App): Promise<void> {
  app.get('/metrics', {
    schema: {
      operationId: 'getPrometheusMetrics',
      summary: 'Get Prometheus metrics',
      description: 'Process, requests, sockets and the current training.',
      tags: ['operation']
    }
  }, async (_, reply) => {
    reply.type(app.metrics.content_type)
    return await app.metrics.read()
  })
}
