import type { Clock } from '../../core/domain/clock.ts'
import { visibleGpus } from '../../core/domain/job/device-need.ts'
import type { Device } from '../../core/domain/job/device-need.ts'
import type { Telemetry } from '../system/telemetry.ts'
import type { Gpu } from '../system/gpu-line.ts'

export interface Devices {
  /** The CPU, and the GPUs a trainer may see. */
  list: () => Promise<Device[]>
  /** Why the GPUs cannot be listed, in the words of nvidia-smi; null: they can, or no trainer uses one. */
  gpuProblem: () => string | null
  /** Resolves when the memory of these devices is free, or gets no freer: what is left then is somebody else's. */
  freed: (devices: readonly string[]) => Promise<void>
}

interface DevicesDeps {
  clock: Clock
  /** The GPUs of the machine; null where no trainer uses one. */
  gpus: (() => Promise<Gpu[]>) | null
  gpuProblem?: () => string | null
  telemetry: Pick<Telemetry, 'subscribe'>
  /** CUDA_VISIBLE_DEVICES of this server. */
  visible: string | undefined
}

const MOST_MS = 30_000
const FREE_SHARE = 0.1
const STEADY_READINGS = 3
const STEADY_GB = 0.1

/** What jobs are trained on. */
export function createDevices ({
  clock, gpus, gpuProblem = () => null, telemetry, visible
}: DevicesDeps): Devices {
  return {
    async list () {
      const cpu = { device: 'cpu', name: 'CPU', index: null }
      return gpus === null ? [cpu] : [cpu, ...visibleGpus(await gpus(), visible)]
    },
    gpuProblem: () => gpus === null ? null : gpuProblem(),
    async freed (devices) {
      if (gpus === null || devices.every(device => device === 'cpu')) return
      await new Promise<void>(resolve => {
        let steady = 0
        let least = Infinity
        const done = (): void => { limit.cancel(); stop(); resolve() }
        const limit = clock.after(MOST_MS, done)
        const stop = telemetry.subscribe(({ gpus: read }) => {
          const ours = read.filter(({ uuid }) => uuid !== null && devices.includes(uuid))
          const used = ours.reduce((sum, { memory_used_gb }) => sum + (memory_used_gb ?? 0), 0)
          const total = ours.reduce((sum, { memory_total_gb }) => sum + (memory_total_gb ?? 0), 0)
          steady = used < least - STEADY_GB ? 1 : steady + 1
          least = Math.min(least, used)
          if (used <= total * FREE_SHARE || steady >= STEADY_READINGS) done()
        })
      })
    }
  }
}

/** What an error adds about a device that is not there. */
export const whyUnknown = (gpu_problem: string | null): string =>
  gpu_problem === null ? '' : ` (nvidia-smi fails and says: ${gpu_problem})`
