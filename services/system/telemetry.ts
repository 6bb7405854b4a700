import type { SystemStats } from '../../core/contract/system.ts'
import type { Clock, Timer } from '../../core/domain/clock.ts'
import { errorCode } from '../../core/domain/file-error.ts'
import { timestampNow } from '../../core/domain/clock.ts'
import { createCpuMeter } from './cpu.ts'
import type { CpuMeter } from './cpu.ts'
import type { JobMemoryMeter } from './job-memory.ts'
import { readMemory } from './memory.ts'
import type { Memory } from './memory.ts'
import type { Nvidia } from './nvidia.ts'

export interface Telemetry {
  /** The last figures; asking keeps them coming for a while. What is unknown is null. */
  current: () => SystemStats
  /** Figures that are no older than one interval; the first ones after an idle time take a moment. */
  fresh: () => Promise<SystemStats>
  /** Calls `listener` with new figures each interval, until the returned function is called. */
  subscribe: (listener: (stats: SystemStats) => void) => () => void
  /** The last figures, without asking for more; null while nothing is measured. */
  peek: () => SystemStats | null
  close: () => void
}

interface TelemetryDeps {
  clock: Clock
  nvidia: Nvidia
  /** Where CPU and RAM are read; the machine itself unless a test says otherwise. */
  sources?: { cpu?: CpuMeter, memory?: () => Memory }
  /** Memory of each training alone. */
  job_memory?: JobMemoryMeter
  interval_ms?: number
  /** A listener failed; the others were still called. */
  report?: (error: unknown) => void
  /** Whether the machine can be read: null, or why not. */
  onTrouble?: (cause: string | null) => void
}

/** How long figures are kept coming for somebody who asks now and then, in intervals. */
const PATIENCE = 5
const CPU_WINDOW_MS = 250

const noJobs: JobMemoryMeter = { read: () => [], rest: () => undefined }

/** Measures the machine each interval, but only while somebody listens or has asked lately: idle costs nothing. */
export function createTelemetry ({
  clock, nvidia, sources = {}, job_memory = noJobs, interval_ms = 2000,
  report = () => {}, onTrouble = () => {}
}: TelemetryDeps): Telemetry {
  const { cpu = createCpuMeter(), memory = readMemory } = sources
  const listeners = new Set<(stats: SystemStats) => void>()
  let ticking: Timer | null = null
  let latest: SystemStats | null = null
  let asked_at = -Infinity
  let closed = false
  let warming: Promise<void> | null = null

  /** What cannot be read is unknown, and said to be trouble. */
  function readMachine (cpu_too: boolean): Pick<SystemStats, 'cpu_percent' | 'ram_used_gb' | 'ram_total_gb'> {
    try {
      const { ram_used_gb, ram_total_gb } = memory()
      const read = { cpu_percent: cpu_too ? cpu.read() : null, ram_used_gb, ram_total_gb }
      onTrouble(null)
      return read
    } catch (error) {
      onTrouble(errorCode(error))
      return { cpu_percent: null, ram_used_gb: null, ram_total_gb: null }
    }
  }

  function measure (cpu_too: boolean): SystemStats {
    const gpus = nvidia.gpus()
    return {
      gpu_memory_used_gb: gpus[0]?.memory_used_gb ?? null,
      gpu_memory_total_gb: gpus[0]?.memory_total_gb ?? null,
      gpu_utilization_percent: gpus[0]?.utilization_percent ?? null,
      ...readMachine(cpu_too),
      gpus,
      job_memory: job_memory.read(gpus),
      timestamp: timestampNow(clock)
    }
  }

  function tick () {
    if (listeners.size === 0 && clock.mono() - asked_at > interval_ms * PATIENCE) return rest()
    const stats = (latest = measure(true))
    for (const listener of listeners) {
      try {
        listener(stats)
      } catch (error) {
        report(error)
      }
    }
  }

  function wake () {
    if (closed || ticking !== null) return
    nvidia.start()
    cpu.read()
    ticking = clock.every(interval_ms, tick)
    const gpus = nvidia.first()
    const window = new Promise<void>(resolve => {
      clock.after(CPU_WINDOW_MS, resolve)
    })
    warming = Promise.all([gpus, window]).then(() => {
      if (latest === null && ticking !== null) latest = measure(true)
    })
  }

  function rest () {
    ticking?.cancel()
    ticking = null
    latest = null
    cpu.reset()
    nvidia.stop()
    job_memory.rest()
  }

  function ask () {
    asked_at = clock.mono()
    wake()
  }

  return {
    current () {
      ask()
      return latest ?? measure(false)
    },
    async fresh () {
      ask()
      if (latest === null) await warming
      return latest ?? measure(false)
    },
    subscribe (listener) {
      listeners.add(listener)
      wake()
      return () => {
        listeners.delete(listener)
      }
    },
    peek: () => latest,
    close () {
      closed = true
      listeners.clear()
      rest()
    }
  }
}
