import type { FileHandle } from 'node:fs/promises'
import { openInside } from '../files/open-inside.ts'
import type { OpenFile } from '../files/open-inside.ts'
import { HEAD_BYTES, contentTypeOf } from './image-kind.ts'

/** A picture that is open for reading. Whoever has it closes it. */
export interface OpenPicture { file: FileHandle, bytes: number, content_type: string, head: Buffer }

/**
 * Opens a picture inside a folder; null when there is none, or it lies outside, is a link, no plain file, or no picture
 * we serve.
 */
export async function openPicture (folder: string, path: string): Promise<OpenPicture | null> {
  const opened = await openInside(folder, path)
  if (opened === null) return null
  const picture = await look(opened).catch(async (error: unknown) => { await opened.file.close(); throw error })
  if (picture === null) await opened.file.close()
  return picture
}

async function look ({ file, bytes, path }: OpenFile): Promise<OpenPicture | null> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
  const head = buffer.subarray(0, bytesRead)
  const content_type = contentTypeOf(path, head)
  return content_type === null ? null : { file, bytes, content_type, head }
}
