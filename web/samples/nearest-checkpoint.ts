/** The model that was written nearest to a step, of those that are still there; of two as near the earlier one. */
export function nearestCheckpoint<T extends { step: number, available: boolean }> (
  models: readonly T[], step: number
): T | null {
  const there = models.filter(({ available }) => available)
  return there.reduce<T | null>((best, model) =>
    best === null || Math.abs(model.step - step) < Math.abs(best.step - step) ||
      (Math.abs(model.step - step) === Math.abs(best.step - step) && model.step < best.step)
      ? model
      : best, null)
}
