import type { TrainingState } from '../../core/contract/training.ts'

/** When trainings end, in milliseconds since 1970, by their jobs; null: not known. */
export type Ends = ReadonlyMap<string, number | null>

const LEAST_MS = 60_000
const SHARE = 0.1

/** When a training ends by its own estimate. */
export const endOf = ({ eta_seconds, updated_at }: Pick<TrainingState, 'eta_seconds' | 'updated_at'>): number | null =>
  eta_seconds === null || updated_at === null ? null : Date.parse(updated_at) + eta_seconds * 1000

/**
 * Whether trainings end so much sooner or later than was thought that what follows from it is to be asked anew: by a
 * minute, and by a tenth of what is left.
 */
export function haveMoved (before: Ends, after: Ends, now: number): boolean {
  return [...after].some(([job, end]) => {
    const known = before.get(job) ?? null
    if (known === null || end === null) return known !== end
    return Math.abs(end - known) > Math.max(LEAST_MS, (end - now) * SHARE)
  })
}
