import { changed } from './places.ts'
import type { Place } from './places.ts'
import type { Selection } from './selection.ts'
import type { Workspace } from './workspace.ts'

export type Verdict = 'killed' | 'survived'

/** How many test files judge a change besides those that are near: units that load it, and tests of the whole. */
export interface Effort { unit: number, whole: number }

const unit_ms = 120_000
const whole_ms = 300_000

/**
 * Judges changes by the tests that are near, by the nearest other units, then by the nearest tests of the whole. Each
 * must pass on the source as it is; one of the whole kills only when it fails twice.
 */
export function createJudge (workspace: Workspace, effort: Effort) {
  const healthy = new Set<string>()

  async function passes (tests: readonly string[], limit_ms: number): Promise<boolean> {
    return tests.length === 0 || await workspace.runTests(tests, limit_ms)
  }

  /** A test that fails anyway would kill every mutant, and one that is left out would let them live. */
  async function requireHealthy (tests: readonly string[], limit_ms: number): Promise<void> {
    const unknown = tests.filter(test => !healthy.has(test))
    if (!await passes(unknown, limit_ms)) throw new Error(`unchanged, one of these fails: ${unknown.join(', ')}`)
    for (const test of unknown) healthy.add(test)
  }

  async function failsTwice (test: string): Promise<boolean> {
    return !await passes([test], whole_ms) && !await passes([test], whole_ms)
  }

  return async (place: Place, selection: Selection): Promise<Verdict> => {
    const { near, unit, whole } = selection
    const [units, rest] = [[...near, ...unit.slice(0, effort.unit)], whole.slice(0, effort.whole)]
    const source = workspace.read(place.path)
    await requireHealthy(units, unit_ms)
    try {
      workspace.change(place.path, changed(source, place))
      if (!await passes(units, unit_ms)) return 'killed'
      workspace.change(place.path, source)
      for (const test of rest) await requireHealthy([test], whole_ms)
      workspace.change(place.path, changed(source, place))
      for (const test of rest) if (await failsTwice(test)) return 'killed'
      return 'survived'
    } finally {
      workspace.change(place.path, source)
    }
  }
}
