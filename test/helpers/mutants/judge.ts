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

/**
 * What each test does on the source as it is: the milliseconds that it takes, or null where it fails or takes too long
 * there, and judges nothing. Judges may share it.
 */
export type Health = Map<string, number | null>

/**
 * Judges changes by the tests that are near, by the nearest other units, then by the nearest tests of the whole. One
 * that fails must pass on the source as it is; one of the whole must then fail again.
 */
export function createJudge (workspace: Workspace, effort: Effort, health: Health) {
  async function passes (tests: readonly string[], limit_ms: number): Promise<boolean> {
    return tests.length === 0 || await workspace.runTests(tests, limit_ms)
  }

  /** Whether a test that failed passes on the source as it is; one that fails anyway would kill every mutant. */
  async function isHealthy (tests: readonly string[], limit_ms: number): Promise<boolean> {
    const unknown = tests.filter(test => !health.has(test))
    const from = performance.now()
    const passed = await passes(unknown, limit_ms)
    for (const test of unknown) health.set(test, passed ? performance.now() - from : null)
    return tests.every(test => health.get(test) !== null)
  }

  return async (place: Place, selection: Selection): Promise<Verdict> => {
    const { near, unit, whole } = selection
    const units = [...near, ...unit.slice(0, effort.unit)]
    if (!await passesChanged(place, units, unit_ms)) {
      if (await isHealthy(units, unit_ms)) return 'killed'
      throw new Error(`unchanged, one of these fails: ${units.join(', ')}`)
    }
    for (const test of whole.filter(test => health.get(test) !== null).slice(0, effort.whole)) {
      if (await passesChanged(place, [test], limitOf(test)) || !await isHealthy([test], whole_ms)) continue
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
    return Math.min(whole_ms, SLOWER * (health.get(test) ?? whole_ms) + more_ms)
  }
}
