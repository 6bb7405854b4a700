import type { Queue } from '../contract/queue.ts'
import type { Gpu, SystemStats } from '../contract/system.ts'

/** A device that trains, and its load; null is unknown. The memory of the CPU is that of the machine. */
export interface DeviceLoad {
  device: string
  name: string
  /** Whether a job has it; null: no trainer of this server uses it. */
  busy: boolean | null
  utilization: number | null
  memory_used_bytes: number | null
  memory_size_bytes: number | null
  temperature_celsius: number | null
  power_watts: number | null
}

const GIB = 2 ** 30

/** The devices of the queue and the GPUs of the machine, each once. */
export function deviceLoads (devices: Queue['devices'], stats: SystemStats): DeviceLoad[] {
  const gpus = new Map(stats.gpus.map(gpu => [gpu.uuid ?? `gpu${gpu.index}`, gpu]))
  const unused = [...gpus].filter(([device]) => !devices.some(one => one.device === device))
  return [
    ...devices.map(({ device, name, job_id }) => ({
      device, name, busy: job_id !== null, ...device === 'cpu' ? loadOfMachine(stats) : loadOf(gpus.get(device))
    })),
    ...unused.map(([device, gpu]) => ({ device, name: gpu.name, busy: null, ...loadOf(gpu) }))
  ]
}

type Load = Omit<DeviceLoad, 'device' | 'name' | 'busy'>

const loadOfMachine = ({ cpu_percent, ram_used_gb, ram_total_gb }: SystemStats): Load => ({
  utilization: times(cpu_percent, 0.01),
  memory_used_bytes: times(ram_used_gb, GIB),
  memory_size_bytes: times(ram_total_gb, GIB),
  temperature_celsius: null,
  power_watts: null
})

const loadOf = (gpu: Gpu | undefined): Load => ({
  utilization: times(gpu?.utilization_percent ?? null, 0.01),
  memory_used_bytes: times(gpu?.memory_used_gb ?? null, GIB),
  memory_size_bytes: times(gpu?.memory_total_gb ?? null, GIB),
  temperature_celsius: gpu?.temperature_celsius ?? null,
  power_watts: gpu?.power_draw_watts ?? null
})

const times = (value: number | null, factor: number): number | null => value === null ? null : value * factor
