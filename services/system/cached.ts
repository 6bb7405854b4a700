import type { Clock } from '../../core/domain/clock.ts'

/**
 * Asks at most once in `keep_ms`; whoever comes while it is being asked waits for the same answer. A failure is not
 * kept.
 */
export function cached<T> (clock: Clock, keep_ms: number, ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null
  let asked_at = -Infinity
  return async () => {
    if (answer === null || clock.mono() - asked_at >= keep_ms) {
      const mine = answer = ask()
      asked_at = clock.mono()
      mine.catch(() => { if (answer === mine) answer = null })
    }
    return await answer
  }
}
