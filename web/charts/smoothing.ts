/**
 * Exponential moving average without the bias towards its first values: each value is divided by the weight that has
 * come together so far. `weight` 0 leaves the values as they are; a missing value stays missing and counts for nothing.
 */
export function debiasedEma (values: ReadonlyArray<number | null>, weight: number): Array<number | null> {
  if (weight <= 0) return [...values]
  let sum = 0
  let total = 0
  return values.map(value => {
    if (value === null) return null
    sum = sum * weight + value * (1 - weight)
    total = total * weight + (1 - weight)
    return sum / total
  })
}
