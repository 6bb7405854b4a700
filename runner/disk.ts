import {
  closeSync, fdatasyncSync, fstatSync, fsyncSync, ftruncateSync, openSync, renameSync, unlinkSync, writeSync
} from 'node:fs'
import { errorCode } from '../core/domain/file-error.ts'

/**
 * The file calls by which the journal and the records are written; tests put a failing disk here. All throw the
 * system's errors.
 */
export interface Disk {
  /** Opens for appending; makes the file if it is missing. */
  append: (path: string) => number
  /** Opens empty. */
  create: (path: string) => number
  /** Makes a file that is not there yet; EEXIST where one is. */
  createNew: (path: string) => number
  /** Writes what it can and says how many bytes that was. */
  write: (fd: number, bytes: Buffer, from: number) => number
  datasync: (fd: number) => void
  truncate: (fd: number, size: number) => void
  /** How long an open file is, and whether a name still leads to it. */
  look: (fd: number) => { size: number, is_named: boolean }
  close: (fd: number) => void
  rename: (from: string, to: string) => void
  remove: (path: string) => void
  /** Makes the names in a folder durable. */
  syncFolder: (path: string) => void
}

/** The machine's disk. Files are private to the user. */
export const machineDisk: Disk = {
  append: path => openSync(path, 'a', 0o600),
  create: path => openSync(path, 'w', 0o600),
  createNew: path => openSync(path, 'wx', 0o600),
  write: (fd, bytes, from) => writeSync(fd, bytes, from, bytes.length - from),
  datasync: fdatasyncSync,
  truncate: ftruncateSync,
  look (fd) {
    const { size, nlink } = fstatSync(fd)
    return { size, is_named: nlink > 0 }
  },
  close: closeSync,
  rename: renameSync,
  remove: unlinkSync,
  syncFolder (path) {
    const fd = openSync(path, 'r')
    try { fsyncSync(fd) } finally { closeSync(fd) }
  }
}

/**
 * Writes a whole file so that a reader, or a power cut, finds the old one or the new one and nothing between. A write
 * that fails throws the system's error and leaves nothing behind.
 */
export function writeWhole (disk: Disk, folder: string, name: string, text: string): void {
  const draft = `${folder}/${draftOf(name)}`
  const fd = createDraft(disk, draft)
  try {
    try {
      const bytes = Buffer.from(text)
      for (let at = 0; at < bytes.length;) at += disk.write(fd, bytes, at)
      disk.datasync(fd)
    } finally {
      disk.close(fd)
    }
    disk.rename(draft, `${folder}/${name}`)
  } catch (error) {
    removeIfThere(disk, draft)
    throw error
  }
  disk.syncFolder(folder)
}

/** Unique among the processes of a machine; a process writes one file at a time. */
const draftOf = (name: string): string => `.${name}.runner-${process.pid}.tmp`

/** Whether a file is a draft of a runner: left behind, once no runner of the folder lives. */
export const isDraft = (name: string): boolean => /^\..+\.runner-\d+\.tmp$/.test(name)

function createDraft (disk: Disk, path: string): number {
  try {
    return disk.createNew(path)
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
    disk.remove(path) // a process that had the same id left it behind
    return disk.createNew(path)
  }
}

/** Removes a file as well as it can. */
export function removeIfThere (disk: Disk, path: string): void {
  try {
    disk.remove(path)
  } catch (error) {
    if (errorCode(error) === 'UNKNOWN') throw error // a full or broken disk has a name; anything else is a bug
  }
}
