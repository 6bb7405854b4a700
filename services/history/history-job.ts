import type { TrainingState } from '../../core/contract/training.ts'
import type { JobIdentity } from '../../core/domain/job/state.ts'

/** A job as its history needs it: who it is, and how far it is. `steps_per_epoch` and `total_steps` may be 0. */
export interface HistoryJob extends Omit<JobIdentity, 'trainer'> {
  last_seq: number
  steps_per_epoch: number
  total_steps: number
  is_training: boolean
}

/** The part of it that is in its state. */
export const progressOf = (
  { seq, max_step, max_epoch, is_training }: TrainingState
): Omit<HistoryJob, keyof JobIdentity> =>
  ({ last_seq: seq, steps_per_epoch: max_step, total_steps: max_step * max_epoch, is_training })
