import type { ProcessIdentity } from '../contract/journal.ts'
import type { Clock } from '../domain/clock.ts'
import { runSign } from '../domain/job/run-process.ts'
import type { AttemptFolder, RunSign } from '../domain/job/run-process.ts'
import type { Proc } from './proc.ts'
import { createProcessTree } from './process-tree.ts'
import type { ProcessTree, SendSignal } from './process-tree.ts'

/** A living process of a run. */
export interface RunProcess extends RunSign { identity: ProcessIdentity }

/** Which attempt is meant; `cookie`, where it is known, finds the processes of an earlier version too. */
export interface AttemptId { job_id: string, attempt: number, cookie?: string | null }

/** The processes of one attempt, whatever its records say. */
export interface AttemptProcesses {
  list: () => RunProcess[]
  /**
   * Ends them with SIGKILL, those of one role or all. True: none is left. False: the system has not ended them all,
   * as it does not while a disk hangs.
   */
  end: (role?: RunSign['role']) => Promise<boolean>
  /** Gives them a moment to leave by themselves, then ends those that are left. True: none is left. */
  awaitGone: () => Promise<boolean>
}

/** Finds the processes of runs by their environment or their command line. */
export interface RunProcesses {
  /** Those of our `runs/`, also of a job that has no folder there any more. */
  list: () => Array<RunProcess & { folder: AttemptFolder }>
  of: (attempt: AttemptId) => AttemptProcesses
}

interface RunProcessesDeps { proc: Proc, runs_dir: string, own_pid: number, send: SendSignal, clock: Clock }

const ROUNDS = 10
const ROUND_MS = 40
const LEAVE_MS = 2000

export function createRunProcesses ({ proc, runs_dir, own_pid, send, clock }: RunProcessesDeps): RunProcesses {
  const treeOf = (cookie: string): ProcessTree => createProcessTree({ proc, cookie, own_pid, send, clock })
  const pause = async (): Promise<void> => { await new Promise<void>(resolve => { clock.after(ROUND_MS, resolve) }) }

  function find (isMeant: (sign: RunSign, pid: number) => boolean): RunProcess[] {
    return proc.started().flatMap(({ pid, ...started }) => {
      const sign = pid === own_pid ? null : runSign(started)
      const row = sign !== null && isMeant(sign, pid) ? proc.find(pid) : null
      return sign === null || row === null ? [] : [{ ...sign, identity: { pid, start_ticks: row.start_ticks } }]
    })
  }

  /** The runner first: it must neither record how its trainer ended nor start another one. */
  async function kill (found: RunProcess[]): Promise<void> {
    for (const { role, identity } of found) if (role === 'runner') treeOf('').signal(identity, 'SIGKILL')
    for (const cookie of new Set(found.flatMap(one => one.cookie ?? []))) {
      const tree = treeOf(cookie)
      await tree.killAll(tree.search())
    }
  }

  function of ({ job_id, attempt, cookie = null }: AttemptId): AttemptProcesses {
    const look = (): RunProcess[] => find(sign =>
      (sign.folder?.job_id === job_id && sign.folder.attempt === attempt) ||
      (cookie !== null && sign.cookie === cookie))

    /** One look can miss both a launcher that has just left and the runner it started meanwhile; the next sees it. */
    function list (): RunProcess[] {
      const found = look()
      return found.length > 0 ? found : look()
    }

    async function end (role?: RunSign['role']): Promise<boolean> {
      const left = (): RunProcess[] => list().filter(one => role === undefined || one.role === role)
      for (let round = 0; round < ROUNDS; round++) {
        const found = left()
        if (found.length === 0) return true
        await kill(found)
        await pause()
      }
      return left().length === 0
    }

    return {
      list,
      end,
      async awaitGone () {
        const until = clock.mono() + LEAVE_MS
        while (list().length > 0) {
          if (clock.mono() >= until) return await end()
          await pause()
        }
        return true
      }
    }
  }

  return {
    of,
    list: () => find(({ folder }, pid) => folder !== null && proc.isSameFolder(pid, folder.runs_dir, runs_dir))
      .flatMap(one => one.folder === null ? [] : [{ ...one, folder: one.folder }])
  }
}
