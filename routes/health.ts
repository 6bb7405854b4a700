import { createAppError } from '../core/domain/app-error.ts'
import { Health } from '../core/contract/health.ts'
import type { App } from '../src/http.ts'
import { errors } from './replies.ts'

const tags = ['operation']

/** Whether the process lives, and whether it can be asked for more. */
export default async function health (app: App, { ready }: { ready: () => boolean }): Promise<void> {
  app.get('/healthz', {
    schema: { operationId: 'getHealth', summary: 'Answers 200 while the process lives', tags, response: { 200: Health, ...errors() } }
  }, async () => ({ status: 'ok' as const }))

  app.get('/readyz', {
    schema: { operationId: 'getReadiness', summary: 'Answers 200 once running trainings have been taken up again', tags, response: { 200: Health, ...errors(503) } }
  }, async () => {
    if (!ready()) throw createAppError('recovering')
    return { status: 'ok' as const }
  })
}
