/**
 * Exponential moving average without the bias towards its first values: each value is divided by the weight that has
 * come together so far. `weight` is that of one metric; a bucket of `counts` metrics counts as so many of its mean, so
 * that a line looks the same however wide the buckets are. `weight` 0 leaves the values as they are; a missing value
 * stays missing and counts for nothing.
 */
export function debiasedEma (
  values: ReadonlyArray<number | null>, weight: number, counts: readonly number[] = []
): Array<number | null> {
  if (weight <= 0) return [...values]
  let sum = 0
  let total = 0
  return values.map((value, at) => {
    if (value === null) return null
    const kept = weight ** Math.max(1, counts[at] ?? 1)
    sum = sum * kept + value * (1 - kept)
    total = total * kept + (1 - kept)
    return sum / total
  })
}
