import { mkdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { isWholeWebp, pngSize } from '../../core/domain/media-kind.ts'
import { createFileWriter } from '../files/atomic-write.ts'
import { ifExists } from '../files/if-exists.ts'
import { createSerialiser } from '../files/serialise.ts'
import { openMedia } from './open-media.ts'
import type { OpenMedia } from './open-media.ts'
import type { MakePoster } from './poster.ts'
import { loadSharp } from './sharp.ts'
import type { Sharp } from './sharp.ts'

/** A small picture, or why there is none; then the file that was given is closed. */
export type Thumbnail = { picture: OpenMedia, problem?: never } | { picture?: never, problem: string }

export interface Thumbnails {
  /**
   * A small version of an image, which is closed, or the first frame of a video. The image itself when it is small, is
   * a drawing, cannot be decoded, or sharp is missing.
   */
  of: (media: OpenMedia, source: Source) => Promise<Thumbnail>
  /** Removes what was made of it, if there is any. */
  forget: (source: Source) => Promise<void>
}

/** What a thumbnail is of: content that a job has. */
export interface Source { job_id: string, sha256: string }

interface ThumbnailsDeps {
  job_dir: (job_id: string) => string
  makePoster: MakePoster
  report?: (message: string) => void
  load?: () => Promise<Sharp | null>
}

/** Where one is kept. */
interface Place { folder: string, name: string }

/** Longest side of a thumbnail in pixels. */
export const SIDE = 256
const MEGA = 1024 * 1024
const MOST_PIXELS = 64 * MEGA
const LARGEST_BYTES = 64 * MEGA

const isHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)

/**
 * Makes small versions of images, one at a time, and keeps them by the image's sha256. They are in the folder of the
 * job, and so go with it.
 */
export function createThumbnails (
  { job_dir, makePoster, report = () => {}, load = loadSharp }: ThumbnailsDeps
): Thumbnails {
  const folderOf = (job_id: string): string => join(job_dir(job_id), 'thumbnails')
  const files = createFileWriter()
  const inOrder = createSerialiser()

  /** The one that is kept; null where it is not whole. */
  async function kept ({ folder, name }: Place): Promise<OpenMedia | null> {
    const found = await openMedia(folder, name)
    if (found === null || found === 'unsupported') return null
    if (await isWhole(found)) return found
    await found.file.close()
    return null
  }

  async function keep ({ folder, name }: Place, bytes: Buffer): Promise<OpenMedia | null> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await files.write(join(folder, name), bytes)
    return await kept({ folder, name })
  }

  async function ofImage (media: OpenMedia, place: Place): Promise<Thumbnail> {
    const sharp = await load() // with the first large image: an idle server does not pay for it
    if (sharp === null) return { picture: media }
    const image = await whole(media)
    const { width = 0, height = 0 } = await sharp(image, { limitInputPixels: false, failOn: 'error' }).metadata()
    if (width * height > MOST_PIXELS) return tooManyPixels(width, height)
    const small = await sharp(image, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
      .rotate()
      .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 75, effort: 2 })
      .toBuffer()
    return { picture: await keep(place, small) ?? media }
  }

  async function ofVideo ({ file, kind }: OpenMedia, place: Place): Promise<Thumbnail> {
    const { image, problem } = await makePoster(file, kind)
    if (image === undefined) return { problem }
    const picture = await keep(place, image)
    return picture === null ? { problem: 'its first frame cannot be kept' } : { picture }
  }

  async function make (media: OpenMedia, { job_id, sha256 }: Source): Promise<Thumbnail> {
    const isVideo = media.kind.media === 'video'
    const place = { folder: folderOf(job_id), name: `${sha256}.${isVideo ? 'jpg' : 'webp'}` }
    // One at a time, beside a training that wants the cores; who waited may find it made.
    return await inOrder(async () => {
      const picture = await kept(place)
      if (picture !== null) return { picture }
      return await (isVideo ? ofVideo(media, place) : ofImage(media, place))
    }).catch((error: unknown) => {
      report(`No thumbnail of ${sha256}: ${String(error)}`)
      return isVideo ? { problem: 'its first frame cannot be kept' } : { picture: media }
    })
  }

  return {
    async of (media, source) {
      const thumbnail = withoutWork(media) ?? await make(media, source)
      if (thumbnail.picture !== media) await media.file.close()
      return thumbnail
    },
    async forget ({ job_id, sha256 }) {
      if (!isHash(sha256)) return
      for (const ending of ['webp', 'jpg']) await ifExists(unlink(join(folderOf(job_id), `${sha256}.${ending}`)))
    }
  }
}

/** The thumbnail of what needs none, or can have none; null where one has to be made. */
function withoutWork (media: OpenMedia): Thumbnail | null {
  const { bytes, kind, head } = media
  if (kind.media === 'audio') return { problem: 'it is a sound' }
  if (kind.media === 'video') return null
  if (bytes > LARGEST_BYTES) {
    return { problem: `it has ${Math.round(bytes / MEGA)} MiB, and at most ${LARGEST_BYTES / MEGA} are scaled` }
  }
  if (kind.content_type === 'image/svg+xml') return { picture: media }
  const size = pngSize(kind, head)
  if (size === null) return null
  const { width, height } = size
  if (width * height > MOST_PIXELS) return tooManyPixels(width, height)
  return Math.max(width, height) <= SIDE ? { picture: media } : null
}

const tooManyPixels = (width: number, height: number): Thumbnail =>
  ({ problem: `it has ${width} × ${height} pixels, and at most ${MOST_PIXELS / MEGA} million are scaled` })

/** A WebP file names its length, and a JPEG file ends with a mark. */
async function isWhole ({ file, head, bytes, kind }: OpenMedia): Promise<boolean> {
  if (kind.content_type === 'image/webp') return isWholeWebp(head, bytes)
  const { buffer } = await file.read(Buffer.alloc(2), 0, 2, Math.max(0, bytes - 2))
  return buffer.toString('latin1') === '\xff\xd9'
}

async function whole ({ file, bytes }: OpenMedia): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes)
  const { bytesRead } = await file.read(buffer, 0, bytes, 0)
  return buffer.subarray(0, bytesRead)
}
