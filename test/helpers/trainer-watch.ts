import { readFileSync, readdirSync } from 'node:fs'
import type { Test } from 'tap'
import { machineClock } from '../../core/machine-clock.ts'

/** A process of a run of a state directory. */
export interface SeenProcess { pid: number, role: 'runner' | 'trainer', cookie: string | null }

/** The living processes that name the state directory on their command line. */
export function runProcessesOf (state_dir: string): SeenProcess[] {
  return readdirSync('/proc').filter(name => /^\d+$/.test(name)).flatMap((name): SeenProcess[] => {
    const args = read(`/proc/${name}/cmdline`).split('\0')
    if (!args.some(arg => arg.startsWith(`${state_dir}/runs/`)) || / [ZX] /.test(read(`/proc/${name}/stat`))) return []
    const cookie = /(?:^|\0)OT_RUN_COOKIE=([0-9a-f]+)/.exec(read(`/proc/${name}/environ`))?.[1] ?? null
    return [{ pid: Number(name), role: cookie === null ? 'runner' : 'trainer', cookie }]
  })
}

/**
 * Watches the trainers of a state directory whose jobs all want one device, until the test ends. `most`: how many runs
 * had a trainer at the same moment, at most.
 */
export function watchTrainers (t: Test, state_dir: string): { most: () => number } {
  let most = 0
  function look (): void {
    const trainers = runProcessesOf(state_dir).filter(({ role }) => role === 'trainer')
    most = Math.max(most, new Set(trainers.map(({ cookie }) => cookie)).size)
  }
  const timer = machineClock.every(100, look)
  t.teardown(timer.cancel)
  return {
    most () {
      look()
      return most
    }
  }
}

function read (path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return '' // gone, or not ours
  }
}
