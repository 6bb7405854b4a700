import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { nullable, shape, words } from './define.ts'
import { JobId, Timestamp } from './values.ts'

export const conditionNames = ['disk', 'store', 'journal', 'telemetry', 'gpu_tool'] as const

export const ConditionName = words(
  conditionNames,
  'disk: the state directory cannot be written. store: the database cannot be written. journal: the events of a ' +
  'training cannot be written, and its newest figures, or its end, are in memory only. telemetry: the load of the ' +
  'machine cannot be read. gpu_tool: nvidia-smi fails again and again'
)
export type ConditionName = Static<typeof ConditionName>

export const Condition = shape('Condition', 'Trouble that lasts', {
  condition: ConditionName,
  cause: Type.String({ description: 'Name of the failure', examples: ['ENOSPC', 'EROFS', 'SQLITE_FULL'] }),
  message: Type.String({ description: 'The problem' }),
  hint: Type.String({ description: 'How to solve it' }),
  job_id: nullable(JobId),
  since: Timestamp
})
export type Condition = Static<typeof Condition>

/** All that stand; empty: none. */
export const Conditions = Type.Array(Condition, {
  description: 'Trouble that lasts: of the server, its machine and the journals of trainings; empty if there is none'
})
