import type { BridgeLine } from '../../contract/bridge.ts'
import type { Limits } from '../../contract/journal.ts'
import type { Phase } from '../../contract/values.ts'

/** When a trainer last sent a line and last made a step, monotonic ms, and which alerts stand. */
export interface Watch {
  line_ms: number
  stepped_ms: number
  checked_ms: number
  /** Time between two checks. */
  every_ms: number
  unresponsive: boolean
  stalled: boolean
}

/** Warning codes of a watch, in order. */
export type Alert = 'unresponsive' | 'stalled' | 'recovered'

/** A watch that begins now and is checked about every `every_ms`. */
export function beginWatch (now_ms: number, every_ms: number): Watch {
  return { line_ms: now_ms, stepped_ms: now_ms, checked_ms: now_ms, every_ms, unresponsive: false, stalled: false }
}

/**
 * Takes a line of the trainer into account. Only a training step or a change of phase proves that training continues.
 */
export function observe (watch: Watch, line: BridgeLine, now_ms: number): { watch: Watch, alerts: Alert[] } {
  const stepped = line.type === 'progress' || line.type === 'scalars' || line.type === 'status' || line.type === 'ready'
  const recovered = watch.unresponsive || (watch.stalled && stepped)
  return {
    watch: {
      ...watch,
      line_ms: now_ms,
      stepped_ms: stepped ? now_ms : watch.stepped_ms,
      unresponsive: false,
      stalled: watch.stalled && !stepped
    },
    alerts: recovered ? ['recovered'] : []
  }
}

/**
 * Checks the deadlines. If far more time than planned has passed since the last check, the machine was suspended:
 * every deadline begins again.
 */
export function check (
  watch: Watch, run: { phase: Phase, paused: boolean }, limits: Limits, now_ms: number
): { watch: Watch, alerts: Alert[] } {
  const suspended = now_ms - watch.checked_ms > 3 * watch.every_ms
  if (suspended) return { watch: { ...watch, line_ms: now_ms, stepped_ms: now_ms, checked_ms: now_ms }, alerts: [] }
  const training = run.phase === 'training' && !run.paused
  const stepped_ms = training ? watch.stepped_ms : now_ms
  const unresponsive = now_ms - watch.line_ms >= limits.heartbeat_timeout_ms
  const stalled = training && now_ms - stepped_ms >= limits.stall_timeout_ms
  const alerts: Alert[] = []
  if (unresponsive && !watch.unresponsive) alerts.push('unresponsive')
  if (stalled && !watch.stalled) alerts.push('stalled')
  return {
    watch: { ...watch, stepped_ms, checked_ms: now_ms, unresponsive, stalled: watch.stalled || stalled },
    alerts
  }
}
