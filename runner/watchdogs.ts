import type { BridgeLine } from '../core/contract/bridge.ts'
import type { Limits } from '../core/contract/journal.ts'
import type { Phase } from '../core/contract/values.ts'
import type { Clock, Timer } from '../core/domain/clock.ts'
import type { Alert, Watch } from '../core/domain/job/watchdog.ts'
import { beginWatch, check, heard } from '../core/domain/job/watchdog.ts'

/** Watches a trainer that is ready: is it there, does it get on. It only tells; it never ends anything. */
export interface Watchdogs {
  /** Begins to watch; before that a trainer may take its time. */
  begin: () => void
  heard: (line: BridgeLine) => void
  end: () => void
}

interface WatchdogsDeps {
  limits: Limits
  clock: Clock
  run: () => { phase: Phase, paused: boolean }
  onAlert: (alert: Alert) => void
}

/** Looks four times within the shortest deadline, at most every five seconds. */
export function createWatchdogs ({ limits, clock, run, onAlert }: WatchdogsDeps): Watchdogs {
  const every_ms = Math.max(20, Math.min(5000, limits.heartbeat_timeout_ms / 4, limits.stall_timeout_ms / 4))
  let watch: Watch | null = null
  let timer: Timer | null = null
  let over = false

  function take (next: { watch: Watch, alerts: Alert[] }): void {
    watch = next.watch
    for (const alert of next.alerts) onAlert(alert)
  }

  return {
    begin () {
      if (over) return
      watch ??= beginWatch(clock.mono(), every_ms)
      timer ??= clock.every(every_ms, () => { if (watch !== null) take(check(watch, run(), limits, clock.mono())) })
    },
    heard (line) { if (watch !== null && !over) take(heard(watch, line, clock.mono())) },
    end () {
      over = true
      timer?.cancel()
    }
  }
}
