import type { Clock } from '../../core/domain/clock.ts'
import { createTokenBucket } from './token-bucket.ts'

/** What to do with one more message: take it, leave it, or end the connection. */
export type Verdict = 'taken' | 'refused' | 'flood'

const burst = 60
const most_refused = 100

/** Lets through what a person's client says: a burst, then so many messages a second. Whoever goes on regardless is a flood; after a silence all is forgiven. */
export function createFloodGuard ({ clock, per_second }: { clock: Pick<Clock, 'mono'>, per_second: number }): () => Verdict {
  const bucket = createTokenBucket({ clock, per_second, burst })
  let refused = 0
  return () => {
    if (bucket.isFull()) refused = 0
    if (bucket.tryTake()) return 'taken'
    return ++refused > most_refused ? 'flood' : 'refused'
  }
}
