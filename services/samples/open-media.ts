import type { FileHandle } from 'node:fs/promises'
import { HEAD_BYTES, mediaKindOf } from '../../core/domain/media-kind.ts'
import type { MediaKind } from '../../core/domain/media-kind.ts'
import { openInside } from '../files/open-inside.ts'
import type { OpenFile } from '../files/open-inside.ts'

/** An image, a video or a sound that is open for reading. Whoever has it closes it. */
export interface OpenMedia { file: FileHandle, bytes: number, kind: MediaKind, head: Buffer }

/**
 * Opens a file inside a folder; null when there is none, or it lies outside, is a link or no plain file; `unsupported`
 * when it is none that a browser shows, or its bytes are not what its name says.
 */
export async function openMedia (folder: string, path: string): Promise<OpenMedia | 'unsupported' | null> {
  const opened = await openInside(folder, path)
  if (opened === null) return null
  const media = await look(opened).catch(async (error: unknown) => { await opened.file.close(); throw error })
  if (media !== null) return media
  await opened.file.close()
  return 'unsupported'
}

async function look ({ file, bytes, path }: OpenFile): Promise<OpenMedia | null> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
  const head = buffer.subarray(0, bytesRead)
  const kind = mediaKindOf(path, head)
  return kind === null ? null : { file, bytes, kind, head }
}
