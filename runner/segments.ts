import { journalFile } from '../core/contract/journal.ts'
import { errorCode } from '../core/domain/file-error.ts'
import type { Disk } from './disk.ts'

const LF = 10

export interface Segments {
  /** Appends whole lines: how many are in the file now, and the system's error name if not all. */
  write: (lines: readonly string[], first_seq: number) => { whole: number, code: string | null }
  /** Makes what was written durable. Throws the system's error. */
  sync: () => void
  /**
   * Leaves the segment as it is and begins a new one with the next write; for a file that cannot be trusted any more.
   */
  abandon: () => void
  at: () => { segment: number, offset: number }
  close: () => void
}

interface SegmentsDeps {
  disk: Disk
  folder: string
  segment_bytes: number
  /** Where an earlier writer left off. `torn`: there is half a line behind `offset`. */
  start: { segment: number, offset: number, torn: boolean }
  /** The first line of a segment, with its newline. */
  header: (segment: number, first_seq: number) => string
}

/** The journal's files: whole lines only, one write per batch, a new file when one is full. */
export function createSegments ({ disk, folder, segment_bytes, start, header }: SegmentsDeps): Segments {
  let { segment, offset, torn } = start
  let condemned = false
  let fd: number | null = null

  /** Closes what is open. What was synced is safe, and for the rest a failing close can do nothing more. */
  function closeFile (): string | null {
    const left = fd
    fd = null
    try {
      if (left !== null) disk.close(left)
      return null
    } catch (error) {
      return errorCode(error)
    }
  }

  function leave (): void {
    closeFile()
    segment += 1
    offset = 0
    condemned = false
  }

  /** Opens the segment; a new one gets the next name under which there is nothing. */
  function openFile (): number {
    if (fd !== null) return fd
    for (;; segment += 1) {
      fd = disk.append(`${folder}/${journalFile(segment)}`)
      if (offset > 0 || torn || disk.look(fd).size === 0) break
      closeFile()
    }
    disk.syncFolder(folder)
    return fd
  }

  /** Whether somebody cut the open file, wrote to it or removed it. */
  function isChanged (): boolean {
    if (fd === null) return false
    const { size, is_named } = disk.look(fd)
    return size !== offset || !is_named
  }

  /** The file for the next line. No file is left behind with half a line in it. */
  function ready (): number {
    if (torn) {
      disk.truncate(openFile(), offset)
      torn = false
    }
    if (condemned || isChanged()) leave()
    if (offset >= segment_bytes) {
      try { if (fd !== null) disk.datasync(fd) } finally { leave() }
    }
    return openFile()
  }

  /** Keeps the whole lines of a write that failed after `written` bytes and cuts the rest off. */
  function rescue (file: number, bytes: Buffer, written: number): number {
    const keep = written === 0 ? 0 : bytes.lastIndexOf(LF, written - 1) + 1
    offset += keep
    torn = written > keep
    if (torn) {
      disk.truncate(file, offset)
      torn = false
    }
    return keep
  }

  function countLines (bytes: Buffer, end: number): number {
    let lines = 0
    for (let at = bytes.indexOf(LF); at >= 0 && at < end; at = bytes.indexOf(LF, at + 1)) lines += 1
    return lines
  }

  return {
    write (lines, first_seq) {
      let file: number
      try { file = ready() } catch (error) { return { whole: 0, code: errorCode(error) } }
      const heads = offset === 0 ? [header(segment, first_seq)] : []
      const bytes = Buffer.from(heads.concat(lines).join(''))
      let written = 0
      try {
        while (written < bytes.length) {
          const more = disk.write(file, bytes, written)
          if (more === 0) throw Object.assign(new Error('nothing was written'), { code: 'ENOSPC' })
          written += more
        }
        offset += bytes.length
        return { whole: lines.length, code: null }
      } catch (error) {
        const whole = Math.max(0, countLines(bytes, written) - heads.length)
        try {
          rescue(file, bytes, written)
        } catch (cut) {
          return { whole, code: errorCode(cut) } // stays torn: cut off before the next write
        }
        return { whole, code: errorCode(error) }
      }
    },
    sync () { if (fd !== null) disk.datasync(fd) },
    abandon () { condemned = offset > 0 },
    at: () => ({ segment, offset }),
    close () { closeFile() }
  }
}
