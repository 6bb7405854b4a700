const SHOWN_DISTURBANCES = 30
const KEPT_VIOLATIONS = 40

/** What a chaos run did and found. `print` prints a line at once. */
export function createReport (seed: number, print: (line: string) => void) {
  const counts = new Map<string, number>()
  const skipped = new Map<string, { reason: string, times: number }>()
  const disturbances: string[] = []
  const violations: string[] = []
  const last = (): string[] => disturbances.slice(-SHOWN_DISTURBANCES)
  const count = (name: string, by = 1): void => { counts.set(name, (counts.get(name) ?? 0) + by) }

  return {
    count,
    counted: (name: string): number => counts.get(name) ?? 0,
    skip (what: string, reason: string) {
      skipped.set(what, { reason, times: (skipped.get(what)?.times ?? 0) + 1 })
    },
    disturb (text: string) {
      disturbances.push(text)
      count('disturbances')
    },
    /** A broken promise: printed at once with the seed and what was done last. */
    violate (rule: string, what: string) {
      count(`violations: ${rule}`)
      if (violations.length >= KEPT_VIOLATIONS) return
      violations.push(`${rule}: ${what}`)
      print([`VIOLATION (seed ${seed}) ${rule}: ${what}`, ...last()].join('\n    '))
    },
    violations: (): readonly string[] => violations,
    lines: (): string[] => [
      `seed ${seed}`,
      ...[...counts].sort().map(([name, times]) => `${name}: ${times}`),
      ...[...skipped].map(([what, { reason, times }]) => `skipped ${what}, ${times} times: ${reason}`)
    ]
  }
}
export type Report = ReturnType<typeof createReport>
