import type { MarkEvent } from './marks.ts'

const MINUTE_MS = 60_000

/**
 * Makes the function that says, event by event, how many minutes a job had run over all its attempts. The clock of
 * each attempt begins at 0; between two attempts it stands.
 */
export function createJobClock (): (event: MarkEvent) => number | null {
  let before_ms = 0
  let ran_ms = 0
  let isOver = false
  return ({ type, status, exit, elapsed_ms = null }) => {
    const isStatus = type === 'training_status' && elapsed_ms !== null
    if (isStatus && status === 'starting' && (isOver || elapsed_ms < ran_ms)) {
      before_ms += ran_ms
      ran_ms = 0
      isOver = false
    }
    if (isStatus) ran_ms = Math.max(ran_ms, elapsed_ms)
    if (isStatus && exit != null) isOver = true
    if (isOver) return (before_ms + ran_ms) / MINUTE_MS
    return elapsed_ms === null ? null : (before_ms + elapsed_ms) / MINUTE_MS
  }
}
