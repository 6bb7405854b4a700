import { createAppError } from '../core/domain/app-error.ts'
import { Health } from '../core/contract/health.ts'
import type { App } from '../src/http.ts'
import { errors } from './replies.ts'

const tags = ['operation']

/** Liveness and readiness. */
export default async function health (app: App, { ready }: { ready: () => boolean }): Promise<void> {
  app.get('/healthz', {
    config: { open: true },
    schema: {
      operationId: 'getHealth',
      summary: 'Liveness',
      description: 'Answers 200 while the process lives. Needs no token.',
      tags,
      response: { 200: Health, ...errors() }
    }
  }, async () => ({ status: 'ok' as const }))

  app.get('/readyz', {
    config: { open: true },
    schema: {
      operationId: 'getReadiness',
      summary: 'Readiness',
      description: 'Answers 503 until startup recovery has finished, then 200. Needs no token.',
      tags,
      response: { 200: Health, ...errors(503) }
    }
  }, async () => {
    if (!ready()) throw createAppError('recovering')
    return { status: 'ok' as const }
  })
}
