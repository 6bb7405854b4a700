import type { PollStatus } from '../../contract/jobs.ts'
import type { TrainingState } from '../../contract/training.ts'
import { pollStatus } from './poll-status.ts'
import { fractionDone } from './progress-report.ts'

/** A job in few numbers, as the job streams show it; none of them is ever null. */
export interface JobNumbers {
  status: PollStatus
  /** Share of all steps that are done, 0 to 1. */
  progress: number
  /** The epoch in work, from 1; between two epochs the one that is done; 0 before the first step. */
  current_epoch: number
  /** 0 while unknown. */
  total_epochs: number
  current_step: number
  /** 0 while unknown. */
  total_steps: number
}

/** Sums a state up. */
export function summarizeJob (state: TrainingState): JobNumbers {
  const { progress, max_step, max_epoch, status } = state
  return {
    status: pollStatus(status),
    progress: fractionDone(state),
    current_epoch: Math.min(max_epoch, progress.epoch + (progress.epoch_step > 0 ? 1 : 0)),
    total_epochs: max_epoch,
    current_step: progress.global_step,
    total_steps: max_step * max_epoch
  }
}

/** A timestamp as the job streams write it: UTC, to the second. */
export const toTheSecond = (timestamp: string): string => `${timestamp.slice(0, 19)}Z`
