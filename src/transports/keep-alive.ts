import type { Clock } from '../../core/domain/clock.ts'

/** The other end of a socket. */
export interface Peer {
  ping: () => void
  /** Called when it did not answer. */
  gone: () => void
}

export interface KeepAlive {
  watch: (peer: Peer) => void
  /** A watched peer sent something. */
  markAlive: (peer: Peer) => void
  forget: (peer: Peer) => void
  stop: () => void
}

/**
 * Pings every peer each `interval_ms`; one that leaves `most_missed` pings in a row unanswered is gone. After a time in
 * which this process itself was suspended (a laptop's lid, SIGSTOP), the count of each peer begins anew: its answer is
 * still on its way.
 */
export function createKeepAlive ({
  clock, interval_ms, most_missed
}: {
  clock: Clock
  interval_ms: number
  most_missed: number
}): KeepAlive {
  const watched = new Map<Peer, number>()
  let rounded_at = clock.mono()

  const timer = clock.every(interval_ms, () => {
    const slept = clock.mono() - rounded_at >= interval_ms * 2
    rounded_at = clock.mono()
    for (const [peer, missed] of [...watched]) {
      if (slept || missed < most_missed) {
        watched.set(peer, slept ? 1 : missed + 1)
        peer.ping()
      } else {
        watched.delete(peer)
        peer.gone()
      }
    }
  })

  return {
    watch (peer) {
      watched.set(peer, 0)
    },
    markAlive (peer) {
      if (watched.has(peer)) watched.set(peer, 0)
    },
    forget (peer) {
      watched.delete(peer)
    },
    stop: timer.cancel
  }
}
