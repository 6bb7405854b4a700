import type { RunnerFile } from '../contract/journal.ts'
import type { Proc } from './proc.ts'

/** Processes of an attempt; without a boot id, of the boot that is now. */
export type KnownProcesses = Pick<RunnerFile, 'boot_id' | 'runner' | 'trainer'>

/** Whether one of the processes of an attempt is alive. A pid alone may be reused, so its start time is compared. */
export function isAnyAlive (
  proc: Pick<Proc, 'bootId' | 'find'>, { boot_id, runner, trainer }: KnownProcesses
): boolean {
  const current = proc.bootId()
  if (boot_id !== null && current !== null && boot_id !== current) return false
  return [runner, trainer].some(identity => {
    const row = identity === null ? null : proc.find(identity.pid)
    return row !== null && (identity?.start_ticks == null || row.start_ticks === identity.start_ticks)
  })
}
