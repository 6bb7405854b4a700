import { mkdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { createFileWriter } from '../files/atomic-write.ts'
import { ifExists } from '../files/if-exists.ts'
import { createSerialiser } from '../files/serialise.ts'
import { isWholeWebp, pngSide } from './image-kind.ts'
import { openPicture } from './open-picture.ts'
import type { OpenPicture } from './open-picture.ts'
import { loadSharp } from './sharp.ts'
import type { Sharp } from './sharp.ts'

export interface Thumbnails {
  /**
   * A small version of the picture, which is closed. The picture itself when it is small, cannot be made smaller, or
   * sharp is missing.
   */
  of: (picture: OpenPicture, sha256: string) => Promise<OpenPicture>
  /** Removes the small version, if there is one. */
  forget: (sha256: string) => Promise<void>
}

interface ThumbnailsDeps {
  state_dir: string
  report?: (message: string) => void
  load?: () => Promise<Sharp | null>
}

const SIDE = 256
const MOST_PIXELS = 64 * 1024 * 1024
const LARGEST_BYTES = 64 * 1024 * 1024

const isHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)

/** Makes small versions of pictures, one at a time, and keeps them by the picture's sha256. */
export function createThumbnails ({ state_dir, report = () => {}, load = loadSharp }: ThumbnailsDeps): Thumbnails {
  const folder = join(state_dir, 'thumbnails')
  const files = createFileWriter()
  const inOrder = createSerialiser()

  /** The one that is kept; null where it is not whole. */
  async function openKept (name: string): Promise<OpenPicture | null> {
    const kept = await openPicture(folder, name)
    if (kept === null || isWholeWebp(kept.head, kept.bytes)) return kept
    await kept.file.close()
    return null
  }

  async function make (picture: OpenPicture, name: string): Promise<OpenPicture | null> {
    const sharp = await load() // with the first large picture: an idle server does not pay for it
    if (sharp === null) return null
    const image = await whole(picture)
    const small = await sharp(image, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
      .rotate()
      .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 75, effort: 2 })
      .toBuffer()
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await files.write(join(folder, name), small)
    return await openPicture(folder, name)
  }

  return {
    async of (picture, sha256) {
      const side = pngSide(picture.content_type, picture.head)
      if ((side !== null && side <= SIDE) || picture.bytes > LARGEST_BYTES || !isHash(sha256)) {
        return picture
      }
      const name = `${sha256}.webp`
      // One at a time, beside a training that wants the cores; who waited may find it made.
      const small = await inOrder(async () => await openKept(name) ?? await make(picture, name))
        .catch((error: unknown) => { report(`No thumbnail of ${sha256}: ${String(error)}`); return null })
      if (small === null) return picture
      await picture.file.close()
      return small
    },
    async forget (sha256) {
      if (isHash(sha256)) await ifExists(unlink(join(folder, `${sha256}.webp`)))
    }
  }
}

async function whole ({ file, bytes }: OpenPicture): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes)
  const { bytesRead } = await file.read(buffer, 0, bytes, 0)
  return buffer.subarray(0, bytesRead)
}
