import { constants } from 'node:fs'
import { lstat, open, realpath } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join, sep } from 'node:path'

/** A plain file that is open for reading. Whoever has it closes it. */
export interface OpenFile { file: FileHandle, bytes: number, path: string }

/** The path of something inside a folder; null when it is not there, not inside, or a link is on the way to it. */
export async function resolveInside (folder: string, path: string): Promise<string | null> {
  if (path.includes('\0')) return null
  const root = await realpath(folder).catch(absent)
  if (root === null) return null
  const meant = join(root, path)
  const real = await realpath(meant).catch(absent)
  return real === meant && real.startsWith(root + sep) ? real : null
}

/**
 * Opens a plain file inside a folder; null when there is none, or it lies outside, or a link is on the way.
 * O_NONBLOCK, so that a named pipe does not hold us up.
 */
export async function openInside (folder: string, path: string): Promise<OpenFile | null> {
  const real = await resolveInside(folder, path)
  if (real === null) return null
  const file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(absent)
  if (file === null) return null
  const facts = await file.stat().catch(async (error: unknown) => { await file.close(); throw error })
  if (facts.isFile()) return { file, bytes: facts.size, path: real }
  await file.close()
  return null
}

/** What something is, itself and not what it leads to; null when it is not there. */
export const lookAt = async (path: string) => await lstat(path).catch(absent)

const ABSENCE = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'ENXIO', 'ENAMETOOLONG'])

/** A file we cannot have is a file that is not there; anything else is a fault of ours or the disk's. */
export function absent (error: NodeJS.ErrnoException): null {
  if (ABSENCE.has(error.code ?? '')) return null
  throw error
}
