import type { Clock } from '../../core/domain/clock.ts'

export interface TokenBucket {
  /** Takes one if there is one. */
  tryTake: () => boolean
  isFull: () => boolean
}

/** Lets `burst` through at once and `per_second` after that. */
export function createTokenBucket ({
  clock, per_second, burst
}: {
  clock: Pick<Clock, 'mono'>
  per_second: number
  burst: number
}): TokenBucket {
  let tokens = burst
  let filled_at = clock.mono()

  function fill (): void {
    const now = clock.mono()
    tokens = Math.min(burst, tokens + ((now - filled_at) * per_second) / 1000)
    filled_at = now
  }

  return {
    tryTake () {
      fill()
      if (tokens < 1) return false
      tokens--
      return true
    },
    isFull () {
      fill()
      return tokens === burst
    }
  }
}
