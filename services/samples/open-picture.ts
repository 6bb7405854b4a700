import { constants } from 'node:fs'
import { open, realpath } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { HEAD_BYTES, contentTypeOf } from './image-kind.ts'

/** A picture that is open for reading. Whoever has it closes it. */
export interface OpenPicture { file: FileHandle, bytes: number, content_type: string, head: Buffer }

/**
 * Opens a picture inside a folder; null when there is none, or it lies outside, is a link, no plain file, or no picture we serve.
 * O_NONBLOCK, so that a named pipe does not hold us up.
 */
export async function openPicture (folder: string, path: string): Promise<OpenPicture | null> {
  const real = await resolveInside(folder, path)
  if (real === null) return null
  const file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(absent)
  if (file === null) return null
  const picture = await look(file, real).catch(async (error: unknown) => { await file.close(); throw error })
  if (picture === null) await file.close()
  return picture
}

/** The real path of something inside a folder; null when it is not there or not inside. */
export async function resolveInside (folder: string, path: string): Promise<string | null> {
  if (path.includes('\0')) return null
  const root = await realpath(folder).catch(absent)
  if (root === null) return null
  const real = await realpath(join(root, path)).catch(absent)
  return real !== null && real.startsWith(root + sep) ? real : null
}

async function look (file: FileHandle, path: string): Promise<OpenPicture | null> {
  const facts = await file.stat()
  if (!facts.isFile()) return null
  const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
  const head = buffer.subarray(0, bytesRead)
  const content_type = contentTypeOf(path, head)
  return content_type === null ? null : { file, bytes: facts.size, content_type, head }
}

const ABSENCE = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'ENXIO', 'ENAMETOOLONG'])

/** A file we cannot have is a file that is not there; anything else is a fault of ours or the disk's. */
function absent (error: NodeJS.ErrnoException): null {
  if (ABSENCE.has(error.code ?? '')) return null
  throw error
}
