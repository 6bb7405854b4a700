import type { Clock } from '../../core/domain/clock.ts'

export interface ManualClock extends Clock {
  /** Lets `ms` pass, calling in order what falls due on the way. */
  advance: (ms: number) => void
  /** Lets `ms` pass in which nothing is called, as while the process is stopped. What fell due is called after. */
  jump: (ms: number) => void
  /** Sets the wall clock forward, or back, by `ms`; monotonic time knows nothing of it. */
  setWallClock: (ms: number) => void
  /** Timers that are set. */
  timers: () => number
}

/** A clock that stands still until it is told to go on. */
export function createManualClock (start = Date.UTC(2026, 0, 1)): ManualClock {
  let passed = 0
  let set_by = 0
  let set: Array<{ at: number, every: number | null, act: () => void }> = []
  const add = (ms: number, every: number | null, act: () => void) => {
    const timer = { at: passed + ms, every, act }
    set.push(timer)
    return { cancel: () => { set = set.filter(other => other !== timer) } }
  }
  return {
    now: () => start + passed + set_by,
    mono: () => passed,
    after: (ms, act) => add(ms, null, act),
    every: (ms, act) => add(ms, ms, act),
    timers: () => set.length,
    jump (ms) { passed += ms },
    setWallClock (ms) { set_by += ms },
    advance (ms) {
      const end = passed + ms
      for (;;) {
        const next = set.filter(timer => timer.at <= end).sort((a, b) => a.at - b.at)[0]
        if (next === undefined) break
        passed = Math.max(passed, next.at)
        if (next.every === null) set = set.filter(timer => timer !== next)
        else next.at += next.every
        next.act()
      }
      passed = end
    }
  }
}
