import { Type } from '@sinclair/typebox'
import type { App } from '../src/http.ts'

const text = {
  description: 'Metrics in the text format of Prometheus',
  content: { 'text/plain': { schema: Type.Unsafe({ type: 'string' }) } }
}

/** Metrics for Prometheus. */
export default async function metrics (app: App): Promise<void> {
  app.get('/metrics', {
    schema: {
      operationId: 'getPrometheusMetrics',
      summary: 'Get Prometheus metrics',
      description: 'Process, requests, streams, jobs, queue, devices, disk, and each training at work. ' +
        'docs/grafana/onetrainer-web-ui.json is a dashboard of them.',
      tags: ['operation'],
      response: { 200: text }
    }
  }, async (_, reply) => {
    reply.type(app.metrics.content_type)
    return await app.metrics.read()
  })
}
