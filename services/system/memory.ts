import { readFileSync } from 'node:fs'
import os from 'node:os'
import { toGib } from './units.ts'
import { isNotFound } from '../../core/domain/file-error.ts'

export interface Memory {
  ram_used_gb: number | null
  ram_total_gb: number | null
  swap_used_gb: number | null
  swap_total_gb: number | null
}

/** Reads the text of /proc/meminfo. What it does not say is null. */
export function parseMeminfo (text: string): Memory {
  const bytes = (name: string): number | null => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)
    return found === null ? null : Number(found[1]) * 1024
  }
  const used = (total: number | null, free: number | null) =>
    total === null || free === null ? null : toGib(total - free)
  const gib = (value: number | null) => value === null ? null : toGib(value)
  const ram = bytes('MemTotal')
  const swap = bytes('SwapTotal')
  return {
    ram_used_gb: used(ram, bytes('MemAvailable')),
    ram_total_gb: gib(ram),
    swap_used_gb: used(swap, bytes('SwapFree')),
    swap_total_gb: gib(swap)
  }
}

/**
 * Memory of the machine, GiB. MemAvailable counts what caches would give back; os.freemem() does not, and is the
 * fallback.
 */
export function readMemory (path = '/proc/meminfo'): Memory {
  try {
    const memory = parseMeminfo(readFileSync(path, 'utf8'))
    if (memory.ram_used_gb !== null) return memory
  } catch (error) {
    // Only a machine without /proc is expected here (macOS); anything else is a bug.
    if (!isNotFound(error)) throw error
  }
  return {
    ram_used_gb: toGib(os.totalmem() - os.freemem()),
    ram_total_gb: toGib(os.totalmem()),
    swap_used_gb: null,
    swap_total_gb: null
  }
}
