import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { count, shape } from './define.ts'

export const Health = shape('Health', 'Health check result', { status: Type.Literal('ok') })

export const RecoveryProgress = shape('RecoveryProgress', 'How far the startup recovery is', {
  jobs_read: count('Jobs read so far'),
  jobs: count('Jobs to read'),
  events_read: count('Events read so far')
})
export type RecoveryProgress = Static<typeof RecoveryProgress>
