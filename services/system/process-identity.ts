import { readFileSync } from 'node:fs'
import type { ProcessIdentity, RunnerFile } from '../../core/contract/journal.ts'
import { errorCode } from '../../core/domain/file-error.ts'

/** Whether one of the processes of an attempt is alive. A pid alone may be reused, so its start time is compared. */
export function isAnyAlive ({ boot_id, runner, trainer }: Pick<RunnerFile, 'boot_id' | 'runner' | 'trainer'>): boolean {
  const current = readText('/proc/sys/kernel/random/boot_id')?.trim() ?? null
  if (boot_id !== null && current !== null && boot_id !== current) return false
  return [runner, trainer].some(identity => identity !== null && isAlive(identity))
}

function isAlive ({ pid, start_ticks }: ProcessIdentity): boolean {
  const stat = readText(`/proc/${pid}/stat`)
  if (stat === null) return readText('/proc/self/stat') === null && answersSignals(pid)
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ') // the name before may hold anything
  if (state === 'Z' || state === 'X') return false // dead, and not yet reaped
  return start_ticks === null || Number(fields[18]) === start_ticks
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

function readText (path: string): string | null {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return null // gone, or a system without /proc
  }
}
