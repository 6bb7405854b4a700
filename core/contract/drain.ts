import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { count, nullable, shape, words } from './define.ts'
import { JobId, Timestamp, TrainingStatusWord } from './values.ts'

export const drainStates = ['none', 'draining', 'drained'] as const

export const Drain = shape('Drain', 'Progress of a drain', {
  state: words(
    drainStates,
    'none: no drain was requested. draining: trainings are ending. drained: every training has ended'
  ),
  since: nullable(Timestamp),
  waiting_for: Type.Array(shape('DrainingJob', 'A training that has not ended', {
    job_id: JobId,
    job_number: count('Job number', { minimum: 1 }),
    job_name: Type.String({ description: 'Name of the job' }),
    status: TrainingStatusWord
  }), { description: 'Trainings that have not ended' })
})
export type Drain = Static<typeof Drain>
