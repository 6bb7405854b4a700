import type { AttemptSpec, ProcessIdentity } from '../core/contract/journal.ts'
import type { Clock } from '../core/domain/clock.ts'
import type { AttemptFolder } from './attempt-folder.ts'

/**
 * Whether the attempt is still this runner's. It is checked before the trainer is started, and when this process has
 * been stopped for a while: meanwhile a server may have ended the attempt and given its devices to another one.
 */
export interface Lease {
  /** Throws when the attempt is no longer this runner's, or when that cannot be found out. */
  verify: () => void
  /** Why it was lost while this process was stopped; null: it was not. Once lost it stays lost. */
  lost: () => string | null
  end: () => void
}

interface LeaseDeps {
  folder: Pick<AttemptFolder, 'path' | 'spec' | 'runner' | 'exit'>
  spec: AttemptSpec
  own: ProcessIdentity
  /** Whether another process holds the lock. */
  isLockTaken: () => boolean
  clock: Clock
  /** Called once. */
  onLost: () => void
}

const TICK_MS = 1000
const PAUSE_MS = 5000

export function createLease ({ folder, spec, own, isLockTaken, clock, onLost }: LeaseDeps): Lease {
  let lost: string | null = null
  let looked_at = clock.mono()

  /** Why the attempt is another's; null: it is not. Throws what cannot be read. */
  function problem (): string | null {
    if (folder.exit() !== null) return 'the attempt has ended'
    if (folder.spec().cookie !== spec.cookie) return 'spec.json is of another run'
    const holder = folder.runner()?.runner.pid ?? own.pid
    if (holder !== own.pid) return `runner.json names runner ${holder}`
    return isLockTaken() ? 'another process holds the lock' : null
  }

  function lookAfterPause (): void {
    const paused_ms = clock.mono() - looked_at
    looked_at = clock.mono()
    if (lost !== null || paused_ms < PAUSE_MS) return
    lost = problemIfReadable()
    if (lost !== null) onLost()
  }

  /** A training that runs goes on while its records cannot be read. */
  function problemIfReadable (): string | null {
    try {
      return problem()
    } catch {
      return null
    }
  }

  const timer = clock.every(TICK_MS, lookAfterPause)
  return {
    verify () {
      const reason = problem()
      if (reason !== null) throw new Error(`${folder.path}: ${reason}; this runner starts no trainer`)
    },
    lost () {
      lookAfterPause()
      return lost
    },
    end: timer.cancel
  }
}
