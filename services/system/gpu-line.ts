import type { Static } from '@sinclair/typebox'
import type { Gpu as GpuShape } from '../../core/contract/system.ts'

export type Gpu = Static<typeof GpuShape>

/**
 * What nvidia-smi is asked for, in this order. `count` says when a round is complete: the lines of one round come one
 * by one.
 */
export const gpuFields =
  'count,index,uuid,name,driver_version,utilization.gpu,memory.used,memory.total,temperature.gpu,power.draw,' +
  'power.limit'

/**
 * One csv line of nvidia-smi: a GPU, and how many there are. Null when it is no such line. "[N/A]" and the like are
 * null, 0 is 0. Memory comes in MiB.
 */
export function parseGpuLine (line: string): { count: number, gpu: Gpu } | null {
  const parts = line.split(',').map(part => part.trim())
  if (parts.length < 11) return null
  const [count, index, uuid] = parts
  const [driver, busy, used, total, celsius, watts, limit] = parts.slice(-7)
  if (index === undefined || !/^\d+$/.test(index)) return null
  const gb = (text: string | undefined) => atLeast(0, round(number(text), 1024))
  const percent = atLeast(0, number(busy))
  const gpu = {
    index: Number(index),
    uuid: known(uuid),
    // A name with a comma in it spans several parts.
    name: known(parts.slice(3, -7).join(', ')) ?? `GPU ${index}`,
    driver_version: known(driver),
    utilization_percent: percent !== null && percent <= 100 ? percent : null,
    memory_used_gb: gb(used),
    memory_total_gb: gb(total),
    temperature_celsius: number(celsius),
    power_draw_watts: number(watts),
    power_limit_watts: number(limit)
  }
  return { count: number(count) ?? 1, gpu }
}

/** The same GPU with what changes set to unknown: its last reading is too old to be shown as true. */
export const withoutReadings = (gpu: Gpu): Gpu => ({
  ...gpu,
  utilization_percent: null,
  memory_used_gb: null,
  temperature_celsius: null,
  power_draw_watts: null
})

const known = (text: string | undefined): string | null =>
  text === undefined || text === '' || /^\[.*\]$|^N\/A$/i.test(text) ? null : text
const number = (text: string | undefined): number | null =>
  text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null
const round = (value: number | null, unit: number): number | null =>
  value === null ? null : Math.round((value / unit) * 100) / 100
const atLeast = (minimum: number, value: number | null): number | null =>
  value === null || value < minimum ? null : value
