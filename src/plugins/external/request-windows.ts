import type { FastifyRateLimitStore, FastifyRateLimitStoreCtor } from '@fastify/rate-limit'
import type { Clock } from '../../../core/domain/clock.ts'

interface RequestWindow { began_ms: number, current: number }

/**
 * Counts the requests of each address in windows of monotonic time. The package's own store reads the wall clock: after
 * that is set back, an address would be refused for as long. The `most` addresses seen last are remembered.
 */
export function createRequestWindows (clock: Pick<Clock, 'mono'>, most: number): FastifyRateLimitStoreCtor {
  const windows = new Map<string, RequestWindow>()

  function windowOf (key: string, length_ms: number): RequestWindow {
    const known = windows.get(key)
    return known === undefined || clock.mono() - known.began_ms >= length_ms
      ? { began_ms: clock.mono(), current: 0 }
      : known
  }

  const store: FastifyRateLimitStore = {
    incr (key, callback, length_ms = 60_000) {
      const { began_ms, current } = windowOf(key, length_ms)
      windows.delete(key) // the address that was not seen for longest comes first
      windows.set(key, { began_ms, current: current + 1 })
      for (const oldest of windows.keys()) if (windows.size > most) windows.delete(oldest)
      callback(null, { current: current + 1, ttl: length_ms - (clock.mono() - began_ms) })
    },
    child: () => store
  }
  // as: the package makes its store with new, and gets this one
  return function requestWindows () { return store } as unknown as FastifyRateLimitStoreCtor
}
