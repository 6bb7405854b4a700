import type { Readable } from 'node:stream'
import { createAppError } from '../../core/domain/app-error.ts'
import { tarEnd, tarHead, tarPadding } from '../../core/formats/tar.ts'
import { byteStream } from '../files/byte-stream.ts'
import type { ListedFile } from '../files/list-folder.ts'
import { versionOf } from '../files/content-hash.ts'
import { openInside } from '../files/open-inside.ts'
import type { OpenFile } from '../files/open-inside.ts'

/** Something to download, whole or in part. Its bytes never change under its entity tag. */
export interface Download {
  bytes: number
  etag: string
  content_type: string
  file_name: string
  /** The bytes from `start` to `end`, both included; of an empty file, none. Errors: file_gone. */
  read: (start: number, end: number) => Promise<Readable>
}

/** A piece of a download: bytes that are there, or a file of a folder, of a known size. */
type Piece = Uint8Array | { folder: string, file: ListedFile }

const CHUNK_BYTES = 256 * 1024
const problem = 'is missing or changed on disk'

/** One file below a folder. `id` is for the error when it is gone. */
export function fileDownload (
  id: string, folder: string, file: ListedFile, named: Pick<Download, 'etag' | 'file_name'>
): Download {
  const read = async (start: number, end: number): Promise<Readable> =>
    await byteStream(piecesFrom(id, [{ folder, file }], start, end))
  return { ...named, bytes: file.bytes, content_type: 'application/octet-stream', read }
}

/**
 * All files below a folder as one tar archive, below `root` in it. The same files make the same bytes, so that ranges
 * of it fit together.
 */
export function tarDownload (
  id: string, folder: string,
  { files, root, written_s }: { files: ListedFile[], root: string, written_s: number },
  named: Pick<Download, 'etag' | 'file_name'>
): Download {
  const pieces = (): Piece[] => [
    ...files.flatMap(file => [
      tarHead({ path: `${root}/${file.path}`, bytes: file.bytes, written_s }),
      { folder, file },
      tarPadding(file.bytes)
    ]),
    tarEnd()
  ]
  const bytes = pieces().reduce((sum, piece) => sum + sizeOf(piece), 0)
  return {
    ...named,
    bytes,
    content_type: 'application/x-tar',
    read: async (start, end) => await byteStream(piecesFrom(id, pieces(), start, end))
  }
}

const sizeOf = (piece: Piece): number => piece instanceof Uint8Array ? piece.length : piece.file.bytes

/**
 * The bytes from `start` to `end` of all pieces, one after the other; files are open one at a time, while they are
 * read.
 */
async function * piecesFrom (
  id: string, pieces: Piece[], start: number, end: number
): AsyncGenerator<Uint8Array, void> {
  let at = 0
  for (const piece of pieces) {
    const size = sizeOf(piece)
    const first = Math.max(0, start - at)
    const last = Math.min(size - 1, end - at)
    at += size
    if (last < first) continue
    if (piece instanceof Uint8Array) yield piece.subarray(first, last + 1)
    else yield * fileFrom(id, piece, first, last)
  }
}

async function * fileFrom (
  id: string,
  { folder, file }: Exclude<Piece, Uint8Array>,
  first: number,
  last: number
): AsyncGenerator<Uint8Array, void> {
  const opened = await openInside(folder, file.path)
  try {
    if (opened === null || !(await isListed(opened, file))) throw createAppError('file_gone', { id, problem })
    for (let at = first; at <= last;) {
      const length = Math.min(CHUNK_BYTES, last + 1 - at)
      const { bytesRead, buffer } = await opened.file.read(Buffer.allocUnsafeSlow(length), 0, length, at)
      // The file was truncated while it was read: the client must not wait for the rest.
      if (bytesRead === 0) throw createAppError('file_gone', { id, problem })
      at += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await opened?.file.close()
  }
}

async function isListed ({ file, bytes }: OpenFile, listed: ListedFile): Promise<boolean> {
  return bytes === listed.bytes &&
    (listed.version === undefined || versionOf(await file.stat({ bigint: true })) === listed.version)
}
