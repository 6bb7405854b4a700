import type { Static } from '@sinclair/typebox'
import type { Disk as DiskShape } from '../../core/contract/system.ts'
import { toGib } from './units.ts'

type Disk = Static<typeof DiskShape>

/** A file system as systeminformation tells it, bytes. */
export interface RawDisk { fs: string, size: number, used: number, available: number, mount: string }

const MOST = 32

/** File systems that hold something, each once: a device that is mounted twice is named by its shortest path. */
export function pickDisks (all: RawDisk[]): Disk[] {
  const found = new Map<string, RawDisk>()
  for (const disk of all) {
    if (!(disk.size > 0)) continue
    const known = found.get(disk.fs)
    if (known === undefined || disk.mount.length < known.mount.length) found.set(disk.fs, disk)
  }
  return [...found.values()].sort((a, b) => a.mount < b.mount ? -1 : 1).slice(0, MOST).map(disk => ({
    mount: disk.mount, size_gb: gib(disk.size), used_gb: gib(disk.used), available_gb: gib(disk.available)
  }))
}

const gib = (bytes: number): number | null => Number.isFinite(bytes) ? toGib(Math.max(0, bytes)) : null
