import type { ProcessIdentity } from '../contract/journal.ts'
import type { Clock } from '../domain/clock.ts'
import type { Proc, ProcessRow } from './proc.ts'

export type SendSignal = (pid: number, signal: NodeJS.Signals) => void

/** The processes of one run: the trainer and everything it started, wherever it hid. */
export interface ProcessTree {
  identify: (pid: number) => ProcessIdentity
  isAlive: (identity: ProcessIdentity) => boolean
  /** The trainer, when only the cookie is known: the oldest process that has it. */
  search: () => ProcessIdentity | null
  /** Signals the trainer alone; false if it is gone. */
  signal: (trainer: ProcessIdentity, name: NodeJS.Signals) => boolean
  /** Signals the trainer's process group. */
  signalGroup: (trainer: ProcessIdentity, name: NodeJS.Signals) => void
  /** Kills group, session and whoever has the cookie until nobody is left; how many there were besides the trainer. */
  killAll: (trainer: ProcessIdentity | null) => Promise<number>
}

interface ProcessTreeDeps { proc: Proc, cookie: string, own_pid: number, send: SendSignal, clock: Clock }

const ROUNDS = 5
const ROUND_MS = 40

/** Looks at a run's processes and ends them. Who a pid is gets checked right before every signal. */
export function createProcessTree ({ proc, cookie, own_pid, send, clock }: ProcessTreeDeps): ProcessTree {
  const identify = (pid: number): ProcessIdentity => ({ pid, start_ticks: proc.find(pid)?.start_ticks ?? null })
  const same = (row: ProcessRow | null, identity: ProcessIdentity): boolean =>
    row !== null && (identity.start_ticks === null || row.start_ticks === identity.start_ticks)
  const isAlive = (identity: ProcessIdentity): boolean => same(proc.find(identity.pid), identity)

  function hit ({ pid, start_ticks }: ProcessIdentity, name: NodeJS.Signals): boolean {
    if (pid === own_pid || pid <= 1 || !isAlive({ pid, start_ticks })) return false
    try {
      send(pid, name)
      return true
    } catch (error) {
      // it left by itself just now, or became somebody else's
      if (error instanceof Error && 'code' in error && ['ESRCH', 'EPERM'].includes(String(error.code))) return false
      throw error
    }
  }

  /** While the trainer's pid is not somebody else's by now, its group and session can only be ours. */
  function members (trainer: ProcessIdentity | null, by: 'group' | 'all'): ProcessRow[] {
    const rows = proc.list()
    const holder = trainer === null ? null : rows.find(row => row.pid === trainer.pid) ?? null
    const ours = trainer !== null && (holder === null || same(holder, trainer))
    return rows.filter(row => {
      if (row.pid === own_pid) return false
      if (ours && row.group === trainer.pid) return true
      if (by === 'group') return false
      return (ours && row.session === trainer.pid) || proc.hasCookie(row.pid, cookie)
    })
  }

  return {
    identify,
    isAlive,
    search () {
      const holders = proc.list().filter(row => row.pid !== own_pid && proc.hasCookie(row.pid, cookie))
      const oldest = holders.sort((a, b) => a.start_ticks - b.start_ticks || a.pid - b.pid)[0]
      return oldest === undefined ? null : { pid: oldest.pid, start_ticks: oldest.start_ticks }
    },
    signal: hit,
    signalGroup (trainer, name) {
      for (const row of members(trainer, 'group')) hit(row, name)
    },
    async killAll (trainer) {
      const killed = new Set<number>()
      for (let round = 0; round < ROUNDS; round++) {
        const left = members(trainer, 'all')
        if (left.length === 0) break
        for (const row of left) if (hit(row, 'SIGKILL') && row.pid !== trainer?.pid) killed.add(row.pid)
        await new Promise<void>(resolve => { clock.after(ROUND_MS, resolve) })
      }
      return killed.size
    }
  }
}
