import type { TrainingState, WorkCost } from '../../contract/training.ts'

/** How long a completed job took: what each epoch cost, and what came once, as loading and the final model. */
export interface Measured { epoch_seconds: number, once_seconds: number }

type Done = Pick<TrainingState, 'status' | 'reason' | 'attempt' | 'max_epoch' | 'pace' | 'elapsed_seconds' |
  'training_elapsed_seconds'>

/**
 * What a job tells of the length of others; null where it tells nothing: it did not train all its epochs, or not in one
 * attempt, so that steps may have been trained twice.
 */
export function measure (state: Done): Measured | null {
  const { status, reason, attempt, max_epoch, elapsed_seconds, training_elapsed_seconds, pace } = state
  const isWhole = status === 'completed' && reason === 'finished' && attempt === 1
  if (!isWhole || max_epoch === 0 || training_elapsed_seconds === 0) return null
  const repeated = training_elapsed_seconds + pace.work.reduce((sum, work) => sum + costOf(work), 0)
  return { epoch_seconds: repeated / max_epoch, once_seconds: Math.max(0, elapsed_seconds - repeated) }
}

/** Seconds of work that comes again with the epochs. A model or a backup that was written once is the final one. */
function costOf ({ phase, times, seconds, spent_seconds }: WorkCost): number {
  if (times === 1 && (phase === 'saving' || phase === 'backing_up')) return 0
  const isOpen = spent_seconds > 0
  return (seconds ?? 0) * (isOpen ? times - 1 : times) + spent_seconds
}

/** The median of what each of these jobs would have taken for so many epochs; null where there is none. */
export function expectedSeconds (measured: readonly Measured[], epochs: number): number | null {
  const each = measured.map(({ epoch_seconds, once_seconds }) => once_seconds + epoch_seconds * epochs)
    .sort((a, b) => a - b)
  const middle = each.length >> 1
  const [above, below] = [each[middle], each[each.length % 2 === 0 ? middle - 1 : middle]]
  return above === undefined || below === undefined ? null : Math.round((above + below) / 2)
}
