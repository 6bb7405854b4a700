import type { Disk } from './disk.ts'
import { errorCode } from '../core/domain/file-error.ts'

/** The trainer's output as it came, for people; a broken disk costs lines of it, never the training. */
export interface RawLog {
  write: (chunk: Buffer) => void
  close: () => void
  /** Bytes that the disk refused so far. */
  lostBytes: () => number
  /** Bytes of older output that newer output has replaced so far. */
  replacedBytes: () => number
}

/** `output.log`, which becomes `output.log.1` when it has `limit_bytes`. */
export function createRawLog (disk: Disk, folder: string, limit_bytes: number): RawLog {
  const path = `${folder}/output.log`
  let fd: number | null = null
  let size = 0
  let rotated: number | null = null
  let lost = 0
  let replaced = 0

  function rotate (): void {
    if (fd !== null) disk.close(fd)
    fd = null
    disk.rename(path, `${path}.1`)
    replaced += rotated ?? 0
    rotated = size
    size = 0
  }

  return {
    write (chunk) {
      let at = 0
      try {
        if (size >= limit_bytes) rotate()
        fd ??= disk.append(path)
        while (at < chunk.length) {
          const more = disk.write(fd, chunk, at)
          if (more === 0) break
          at += more
        }
      } catch (error) {
        if (errorCode(error) === 'UNKNOWN') throw error // a full or broken disk has a name; anything else is a bug
      }
      size += at
      lost += chunk.length - at
    },
    close () {
      if (fd !== null) disk.close(fd)
      fd = null
    },
    lostBytes: () => lost,
    replacedBytes: () => replaced
  }
}
