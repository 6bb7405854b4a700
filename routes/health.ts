import type { Condition } from '../core/contract/conditions.ts'
import { createAppError } from '../core/domain/app-error.ts'
import type { AppError } from '../core/domain/app-error.ts'
import { Health } from '../core/contract/health.ts'
import { stillRecovering } from '../core/domain/recovering.ts'
import type { StartupRecovery } from '../services/compose/startup-recovery.ts'
import type { App } from '../src/http.ts'
import { errors } from './replies.ts'

const tags = ['operation']

interface HealthOptions {
  recovery: Pick<StartupRecovery, 'progress'>
  conditions?: { list: () => readonly Condition[] }
}

/** Liveness and readiness. */
export default async function health (
  app: App,
  { recovery, conditions = { list: () => [] } }: HealthOptions
): Promise<void> {
  app.get('/healthz', {
    config: { open: true },
    schema: {
      operationId: 'getHealth',
      summary: 'Liveness',
      description: 'Answers 200 while the process lives. Needs no token.',
      tags,
      response: { 200: Health }
    }
  }, async () => ({ status: 'ok' as const }))

  app.get('/readyz', {
    config: { open: true },
    schema: {
      operationId: 'getReadiness',
      summary: 'Readiness',
      description: 'Answers 503 until startup recovery has finished, and while trouble lasts: details names each ' +
        'condition and says what to do. Otherwise 200. Needs no token.',
      tags,
      response: { 200: Health, ...errors(503) }
    }
  }, async () => {
    const progress = recovery.progress()
    if (progress !== null) throw stillRecovering(progress)
    const standing = conditions.list()
    if (standing.length > 0) throw degraded(standing)
    return { status: 'ok' as const }
  })
}

function degraded (standing: readonly Condition[]): AppError {
  const names = [...new Set(standing.map(({ condition }) => condition))]
  const details = standing.map(({ condition, message, hint }) => ({ pointer: `/${condition}`, message, hint }))
  return createAppError('degraded', { problem: names.join(', ') }, { details })
}
