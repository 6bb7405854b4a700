/** A timer that can be taken back. */
export interface Timer { cancel: () => void }

/** Time as a guest: production passes the machine's, tests pass their own. */
export interface Clock {
  /** Wall clock, milliseconds since 1970. For showing, never for measuring. */
  now: () => number
  /** Monotonic milliseconds; for every duration. */
  mono: () => number
  /** Calls `act` once after `ms`. The timer does not keep the process alive. */
  after: (ms: number, act: () => void) => Timer
  /** Calls `act` every `ms`. The timer does not keep the process alive. */
  every: (ms: number, act: () => void) => Timer
}

/** Milliseconds since 1970 as the wire writes a moment: ISO 8601, UTC, with `Z`. */
export const toTimestamp = (ms: number): string => new Date(ms).toISOString()

/** The present moment as the wire writes it. */
export const timestampNow = (clock: Pick<Clock, 'now'>): string => toTimestamp(clock.now())

/**
 * Monotonic time of a moment that another process has told by the wall clock. It is asked for once, when the moment is
 * heard of: what is measured from there on no change of the wall clock moves. A moment in the future is now.
 */
export const monoOf = (clock: Pick<Clock, 'now' | 'mono'>, timestamp: string): number =>
  clock.mono() - Math.max(0, clock.now() - Date.parse(timestamp))
