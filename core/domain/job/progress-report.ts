import type { TrainingProgress, TrainingState } from '../../contract/training.ts'

/** Share of all steps that are done, 0 to 1; 0 while the size of the run is unknown. */
export function fractionDone ({
  progress, max_step, max_epoch, status
}: Pick<TrainingState, 'progress' | 'max_step' | 'max_epoch' | 'status'>): number {
  if (status === 'completed') return 1
  const total = max_step * max_epoch
  return total === 0 ? 0 : Math.min(1, (progress.epoch * max_step + progress.epoch_step) / total)
}

/** Where a training stands, in numbers. */
export function progressReport (state: TrainingState): TrainingProgress {
  const {
    job_id, status, progress, max_step, max_epoch, loss, smooth_loss, learning_rate, eta_seconds, elapsed_seconds,
    attempt_elapsed_seconds, training_elapsed_seconds
  } = state
  const fraction = fractionDone(state)
  return {
    job_id,
    status,
    ...progress,
    max_step,
    max_epoch,
    progress: fraction,
    progress_percent: Math.round(fraction * 10_000) / 100,
    loss,
    smooth_loss,
    learning_rate,
    eta_seconds,
    elapsed_seconds,
    attempt_elapsed_seconds,
    training_elapsed_seconds
  }
}
