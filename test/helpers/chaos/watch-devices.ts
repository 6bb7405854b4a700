import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { processesOf } from './processes.ts'
import type { RunProcess } from './processes.ts'
import type { Report } from './report.ts'
import type { Ticks } from './ticks.ts'
import type { World } from './world.ts'

/**
 * Looks at the process table at every tick. Between two ticks the trainers watch themselves: each locks its device and
 * writes down a lock that is taken.
 */
export function watchDevices (world: World, ticks: Ticks, report: Report) {
  const reported = new Set<string>()
  let newest: RunProcess[] = []
  let onRunner: ((pid: number) => void) | null = null
  let runners = new Set<number>()
  const seen = new Set<RunProcess['role']>()

  function look (): void {
    newest = processesOf(world.state_dir)
    for (const { role } of newest) seen.add(role)
    const devices = group(newest)
    for (const [device, found] of devices) {
      const names = found.map(({ pid, job_id, attempt }) => `${pid} ${job_id} a${attempt}`).join(' and ')
      if (device === null || found.length < 2 || reported.has(names)) continue
      reported.add(names)
      report.violate('one trainer a device', `${device} has ${names}`)
    }
    const now = newest.filter(({ role }) => role === 'runner').map(({ pid }) => pid)
    const fresh = now.find(pid => !runners.has(pid))
    runners = new Set(now)
    if (fresh === undefined || onRunner === null) return
    onRunner(fresh)
    onRunner = null
  }
  ticks.onTick(look)

  return {
    processes: () => newest,
    /** Called once, with the next runner that appears. */
    onceRunner (act: (pid: number) => void) { onRunner = act },
    /** What the trainers saw; and whether runners were seen at all, so that they can have been disturbed. */
    readCollisions () {
      if (seen.has('trainer') && !seen.has('runner')) report.violate('runners are seen', 'trainers were, runners never')
      const path = join(world.home, 'collisions')
      if (existsSync(path)) report.violate('one trainer a device', readFileSync(path, 'utf8'))
    }
  }
}
export type DeviceWatch = ReturnType<typeof watchDevices>

function group (processes: RunProcess[]): Map<string | null, RunProcess[]> {
  const found = new Map<string | null, RunProcess[]>()
  for (const one of processes) found.set(one.device, [...found.get(one.device) ?? [], one])
  return found
}
