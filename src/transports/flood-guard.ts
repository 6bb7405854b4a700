import type { Clock } from '../../core/domain/clock.ts'
import { createTokenBucket } from './token-bucket.ts'

/** What to do with one more message: accept it, refuse it, or end the connection. */
export type Verdict = 'accepted' | 'refused' | 'flood'

const burst = 60
const most_refused = 100

/**
 * Accepts a burst of messages, then `per_second`. A client that keeps sending beyond that is a flood; a pause resets
 * the count.
 */
export function createFloodGuard ({
  clock, per_second
}: {
  clock: Pick<Clock, 'mono'>
  per_second: number
}): () => Verdict {
  const bucket = createTokenBucket({ clock, per_second, burst })
  let refused = 0
  return () => {
    if (bucket.isFull()) refused = 0
    if (bucket.tryTake()) return 'accepted'
    return ++refused > most_refused ? 'flood' : 'refused'
  }
}
