/** Choices of a run with a seed: the same for the same seed. */
export function createChoices (seed: number) {
  let state = (seed * 2654435761 + 1) % 4294967296
  /** A whole number from 0 up to, without, `limit`. */
  const below = (limit: number): number => {
    state = (state * 1664525 + 1013904223) % 4294967296
    return Math.floor(state / 4294967296 * limit)
  }
  const pick = <T>(from: readonly T[]): T => {
    const chosen = from[below(from.length)]
    if (chosen === undefined) throw new Error('nothing to choose from')
    return chosen
  }
  return {
    below,
    pick,
    between: (low: number, high: number): number => low + below(high - low + 1),
    /** True once in `times`, on average. */
    once: (times: number): boolean => below(times) === 0,
    /** One of several, each as often as its weight says. */
    weighted: <T>(from: ReadonlyArray<readonly [weight: number, value: T]>): T =>
      pick(from.flatMap(([weight, value]) => Array.from({ length: weight }, () => value)))
  }
}
export type Choices = ReturnType<typeof createChoices>
