import { constants } from 'node:fs'
import { lstat, open, realpath } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { errorCode } from '../../core/domain/file-error.ts'

/** A plain file that is open for reading. Whoever has it closes it. */
export interface OpenFile { file: FileHandle, bytes: number, path: string }

/** The path of something inside a folder; null when it is not there, not inside, or a link is on the way to it. */
export async function resolveInside (folder: string, path: string): Promise<string | null> {
  if (path.includes('\0')) return null
  const root = await realpath(folder).catch(ifReachable)
  if (root === null) return null
  const meant = join(root, path)
  const real = await realpath(meant).catch(ifReachable)
  return real === meant && real.startsWith(root + sep) ? real : null
}

/**
 * Opens a plain file inside a folder; null when there is none, or it lies outside, or a link is on the way.
 * O_NONBLOCK, so that a named pipe does not hold us up.
 */
export async function openInside (folder: string, path: string): Promise<OpenFile | null> {
  const real = await resolveInside(folder, path)
  if (real === null) return null
  const file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(ifReachable)
  if (file === null) return null
  const facts = await file.stat().catch(async (error: unknown) => { await file.close(); throw error })
  if (facts.isFile()) return { file, bytes: facts.size, path: real }
  await file.close()
  return null
}

/** What something is, itself and not what it leads to; null when it is not there. */
export const lookAt = async (path: string) => await lstat(path).catch(ifReachable)

const UNREACHABLE = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'ENXIO', 'ENAMETOOLONG'])

/** For paths that a stranger chose: a file we cannot have is a file that is not there; other errors are thrown. */
export function ifReachable (error: unknown): null {
  if (UNREACHABLE.has(errorCode(error))) return null
  throw error
}
