import { changed } from './places.ts'
import type { Place } from './places.ts'
import type { Selection } from './selection.ts'
import type { Workspace } from './workspace.ts'

export type Verdict = 'killed' | 'survived'

/** How many test files judge a change besides those that are near: units that load it, and tests of the whole. */
export interface Effort { unit: number, whole: number }

const unit_ms = 120_000
const whole_ms = 180_000
/** A test that takes so many times as long as on the source as it is, and so much more, waits for what never comes. */
const [SLOWER, more_ms] = [4, 15_000]

/** Tests that pass on the source as it is, and the milliseconds that each took there; judges may share it. */
export type Healthy = Map<string, number>

/**
 * Judges changes by the tests that are near, by the nearest other units, then by the nearest tests of the whole. One
 * that fails must pass on the source as it is; one of the whole must then fail again.
 */
export function createJudge (workspace: Workspace, effort: Effort, healthy: Healthy) {
  async function passes (tests: readonly string[], limit_ms: number): Promise<boolean> {
    return tests.length === 0 || await workspace.runTests(tests, limit_ms)
  }

  /** A test that fails anyway would kill every mutant. */
  async function requireHealthy (tests: readonly string[], limit_ms: number): Promise<void> {
    const unknown = tests.filter(test => !healthy.has(test))
    const from = performance.now()
    if (!await passes(unknown, limit_ms)) throw new Error(`unchanged, one of these fails: ${unknown.join(', ')}`)
    for (const test of unknown) healthy.set(test, performance.now() - from)
  }

  return async (place: Place, selection: Selection): Promise<Verdict> => {
    const { near, unit, whole } = selection
    const units = [...near, ...unit.slice(0, effort.unit)]
    if (!await passesChanged(place, units, unit_ms)) {
      await requireHealthy(units, unit_ms)
      return 'killed'
    }
    for (const test of whole.slice(0, effort.whole)) {
      if (await passesChanged(place, [test], limitOf(test))) continue
      await requireHealthy([test], whole_ms)
      if (!await passesChanged(place, [test], limitOf(test))) return 'killed'
    }
    return 'survived'
  }

  async function passesChanged (place: Place, tests: readonly string[], limit_ms: number): Promise<boolean> {
    const source = workspace.read(place.path)
    workspace.change(place.path, changed(source, place))
    try {
      return await passes(tests, limit_ms)
    } finally {
      workspace.change(place.path, source)
    }
  }

  function limitOf (test: string): number {
    return Math.min(whole_ms, SLOWER * (healthy.get(test) ?? whole_ms) + more_ms)
  }
}
