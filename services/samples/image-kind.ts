import { extname } from 'node:path'

export interface ImageKind { content_type: string, extensions: readonly string[] }

const kinds: ReadonlyArray<ImageKind & { fits: (head: Buffer) => boolean }> = [
  {
    content_type: 'image/png', extensions: ['.png'],
    fits: head => head.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
  },
  {
    content_type: 'image/jpeg', extensions: ['.jpg', '.jpeg'],
    fits: head => head.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))
  },
  {
    content_type: 'image/webp', extensions: ['.webp'],
    fits: head => head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP'
  }
]

/** Bytes of a file's beginning that are looked at. */
export const HEAD_BYTES = 24

/** The content type of a picture whose name and first bytes agree; null when it is none we serve. */
export function contentTypeOf (path: string, head: Buffer): string | null {
  return (
    kinds.find(kind => kind.extensions.includes(extname(path).toLowerCase()) && kind.fits(head))?.content_type ?? null
  )
}

/** Longest side of a PNG in pixels, read from its header without decoding it; null for other kinds. */
export function pngSide (content_type: string, head: Buffer): number | null {
  return content_type === 'image/png' && head.length >= HEAD_BYTES
    ? Math.max(head.readUInt32BE(16), head.readUInt32BE(20))
    : null
}

/** Whether a WebP file is as long as its header says. */
export const isWholeWebp = (head: Buffer, bytes: number): boolean =>
  head.length >= HEAD_BYTES && head.readUInt32LE(4) + 8 === bytes
