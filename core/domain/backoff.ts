/** Delays that double from `first_ms` up to `longest_ms`. */
export interface Doubling { first_ms: number, longest_ms: number }

/**
 * Milliseconds to wait before retry number `attempt`, counted from 1. A table of delays repeats its last one. With a
 * `random` number from 0 to 1, as much of the delay is taken, so that many clients do not come back at once.
 */
export function backoff (delays: readonly number[] | Doubling, attempt: number, random = 1): number {
  return random * ('first_ms' in delays
    ? Math.min(delays.first_ms * 2 ** (attempt - 1), delays.longest_ms)
    : delays[Math.min(attempt, delays.length) - 1] ?? 0)
}
