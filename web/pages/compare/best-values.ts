import type { Series } from '../../../core/contract/history.ts'

/** The lowest value of a metric, and the step it was at. */
export interface BestValue { tag: string, value: number, step: number }

export const SMOOTHED = 'smooth_loss/train_step'
const VALIDATION = 'loss/validation'
const TOTAL = /^loss\/validation[^/]*\/total$/

/** Whether a metric is the loss of a validation. */
export const isValidationLoss = (tag: string): boolean => tag.startsWith(VALIDATION)

/**
 * The metric that a job's validation loss is: that of all sets together, else that of its only set. Null without one,
 * and of several sets without a total.
 */
export function validationTag (tags: readonly string[]): string | null {
  const losses = tags.filter(isValidationLoss)
  return losses.find(tag => TOTAL.test(tag)) ?? (losses.length === 1 ? losses[0] ?? null : null)
}

/** The lowest value of a series. The server's reduction keeps the lowest value of each range, so none is missed. */
export function lowestOf ({ tag, points }: Pick<Series, 'tag' | 'points'>): BestValue | null {
  let best: BestValue | null = null
  for (const [step = 0, value = Infinity] of points) {
    if (best === null || value < best.value) best = { tag, value, step }
  }
  return best
}

/** The best value, or the newest where that is lower: the best ones are read anew only now and then. */
export function withNewest (
  best: BestValue | string, value: number | null | undefined, step: number
): BestValue | string {
  if (typeof best === 'string' || value == null || value >= best.value) return best
  return { ...best, value, step }
}

/** Places of the lowest of some values; empty where fewer than two are known or they are of unlike metrics. */
export function winners (values: ReadonlyArray<BestValue | null>): Set<number> {
  const known = values.filter(value => value !== null)
  if (known.length < 2 || new Set(known.map(({ tag }) => tag)).size > 1) return new Set()
  const lowest = Math.min(...known.map(({ value }) => value))
  return new Set([...values.keys()].filter(place => values[place]?.value === lowest))
}
