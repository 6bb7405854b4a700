import os from 'node:os'
import { toPercent } from './units.ts'

export interface CpuTimes { busy: number, total: number }
export interface CpuMeter {
  /** CPU load over all cores since the last call, percent; null while there is nothing to compare with. */
  read: () => number | null
  /** Forgets the last call, so that a long idle time is not averaged in. */
  reset: () => void
}

/** Milliseconds all cores spent at work and in all, since boot. */
export function cpuTimes (cpus: Array<Pick<os.CpuInfo, 'times'>> = os.cpus()): CpuTimes {
  let busy = 0
  let total = 0
  for (const { times } of cpus) {
    const sum = times.user + times.nice + times.sys + times.idle + times.irq
    total += sum
    busy += sum - times.idle
  }
  return { busy, total }
}

/** Measures CPU load as the difference of two looks at the counters. */
export function createCpuMeter (look: () => CpuTimes = cpuTimes): CpuMeter {
  let last: CpuTimes | null = null
  return {
    read () {
      const now = look()
      const before = last
      last = now
      if (before === null || now.total <= before.total) return null
      return toPercent((now.busy - before.busy) / (now.total - before.total))
    },
    reset () { last = null }
  }
}
