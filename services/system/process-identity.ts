import { readFileSync, readdirSync } from 'node:fs'
import type { ProcessIdentity, RunnerFile } from '../../core/contract/journal.ts'
import { errorCode } from '../../core/domain/file-error.ts'

/** The processes of an attempt; without a boot id, of the boot that is now. */
export type AttemptProcesses = Pick<RunnerFile, 'boot_id' | 'runner' | 'trainer'>

/** Whether one of the processes of an attempt is alive. A pid alone may be reused, so its start time is compared. */
export function isAnyAlive ({ boot_id, runner, trainer }: AttemptProcesses): boolean {
  const current = readText('/proc/sys/kernel/random/boot_id')?.trim() ?? null
  if (boot_id !== null && current !== null && boot_id !== current) return false
  return [runner, trainer].some(identity => identity !== null && isAlive(identity))
}

/** The processes that have an attempt's folder for an argument, as its runner and its trainer do. */
export function findByArgument (attempt_dir: string): ProcessIdentity[] {
  return listProcesses().filter(pid => (readText(`/proc/${pid}/cmdline`) ?? '').split('\0').includes(attempt_dir))
    .map(pid => ({ pid, start_ticks: statOf(pid)?.start_ticks ?? null }))
}

function isAlive ({ pid, start_ticks }: ProcessIdentity): boolean {
  const stat = statOf(pid)
  if (stat === null) return readText('/proc/self/stat') === null && answersSignals(pid)
  if (stat.state === 'Z' || stat.state === 'X') return false // dead, and not yet reaped
  return start_ticks === null || stat.start_ticks === start_ticks
}

function statOf (pid: number): { state: string | undefined, start_ticks: number } | null {
  const stat = readText(`/proc/${pid}/stat`)
  if (stat === null) return null
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ') // the name before may hold anything
  return { state, start_ticks: Number(fields[18]) }
}

/** All that can be known where there is no /proc. */
function answersSignals (pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

function listProcesses (): number[] {
  try {
    return readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(Number)
  } catch {
    return [] // a system without /proc
  }
}

function readText (path: string): string | null {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return null // gone, or a system without /proc
  }
}
