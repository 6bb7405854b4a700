import type { BridgeLine } from '../core/contract/bridge.ts'
import type { Limits } from '../core/contract/journal.ts'
import type { Phase } from '../core/contract/values.ts'
import type { Clock, Timer } from '../core/domain/clock.ts'
import type { Alert, Watch } from '../core/domain/job/watchdog.ts'
import { beginWatch, check, observe } from '../core/domain/job/watchdog.ts'

/**
 * Watches a trainer that is ready: does it respond, does it make steps. It only raises alerts; it never ends anything.
 */
export interface Watchdogs {
  /** Begins to watch. A trainer that is still loading has no deadline here. */
  begin: () => void
  observe: (line: BridgeLine) => void
  end: () => void
}

interface WatchdogsDeps {
  limits: Limits
  clock: Clock
  run: () => { phase: Phase, paused: boolean }
  onAlert: (alert: Alert) => void
}

/** Checks four times within the shortest deadline, at most every five seconds. */
export function createWatchdogs ({ limits, clock, run, onAlert }: WatchdogsDeps): Watchdogs {
  const every_ms = Math.max(20, Math.min(5000, limits.heartbeat_timeout_ms / 4, limits.stall_timeout_ms / 4))
  let watch: Watch | null = null
  let timer: Timer | null = null
  let over = false

  function apply (next: { watch: Watch, alerts: Alert[] }): void {
    watch = next.watch
    for (const alert of next.alerts) onAlert(alert)
  }

  return {
    begin () {
      if (over) return
      watch ??= beginWatch(clock.mono(), every_ms)
      timer ??= clock.every(every_ms, () => { if (watch !== null) apply(check(watch, run(), limits, clock.mono())) })
    },
    observe (line) { if (watch !== null && !over) apply(observe(watch, line, clock.mono())) },
    end () {
      over = true
      timer?.cancel()
    }
  }
}
