import fp from 'fastify-plugin'
import { stillRecovering } from '../../core/domain/recovering.ts'
import type { StartupRecovery } from '../../services/compose/startup-recovery.ts'
import type { App } from '../http.ts'
import { declareErrors } from './declare-errors.ts'

export interface RecoveringOptions {
  recovery: Pick<StartupRecovery, 'progress' | 'done'>
  /** What a request gets before the server has recovered. */
  whileRecovering: (path: string, is_upgrade: boolean) => 'refuse' | 'wait' | 'answer'
}

/** Until the startup recovery is done, requests are refused with 503 `recovering`, or wait. Comes after the gate. */
export default fp(async (app: App, { recovery, whileRecovering }: RecoveringOptions) => {
  declareErrors(app, ({ url }) => whileRecovering(url, false) === 'refuse' ? [503] : [])
  app.addHook('onRequest', async ({ url, headers }, reply) => {
    const progress = recovery.progress()
    if (progress === null) return
    const treatment = whileRecovering(url.split('?', 1)[0] ?? '', headers.upgrade !== undefined)
    if (treatment === 'wait') await recovery.done
    if (treatment !== 'refuse') return
    reply.header('retry-after', '1')
    throw stillRecovering(progress)
  })
}, { name: 'recovering' })
