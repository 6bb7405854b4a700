import type { Disk } from './disk.ts'
import { errorCode, isNotFound } from '../core/domain/file-error.ts'

const RESERVE_BYTES = 4 * 1024 * 1024

/** Room that is kept for the lines that must not be lost when everybody else has filled the disk. */
export interface Reserve {
  /** Reserves the room, if it is not held already; false if there is none. */
  acquire: () => boolean
  /** Gives the room back to the disk. */
  release: () => void
}

/** The reserve of one attempt: a file of zeros in its folder. A disk that fails makes it absent, never an error. */
export function createReserve (disk: Disk, folder: string): Reserve {
  const path = `${folder}/reserve`
  let held = false

  function fill (): void {
    const zeros = Buffer.alloc(64 * 1024)
    const fd = disk.create(path)
    try {
      for (let left = RESERVE_BYTES; left > 0;) {
        const written = disk.write(fd, zeros.subarray(0, Math.min(left, zeros.length)), 0)
        if (written === 0) throw Object.assign(new Error('nothing was written'), { code: 'ENOSPC' })
        left -= written
      }
    } finally {
      disk.close(fd)
    }
  }

  function release (): string | null {
    held = false
    try {
      disk.remove(path)
      return null
    } catch (error) {
      return errorCode(error) // mostly ENOENT: it was not there, which is what was wanted
    }
  }

  return {
    acquire () {
      if (held) return true
      try {
        fill()
        held = true
      } catch (error) {
        if (!isNotFound(error)) release() // ENOENT: not even the folder is there
      }
      return held
    },
    release () { release() }
  }
}
