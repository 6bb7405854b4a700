import { extname } from 'node:path'
import { Readable } from 'node:stream'
import { links } from '../../core/contract/links.ts'
import type { Sample, SampleList, SampleMark, SampleMarkChange } from '../../core/contract/samples.ts'
import type { PlacedSample } from '../../core/domain/samples/sample-matrix.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { mediaOf } from '../../core/domain/media-kind.ts'
import type { ContentHashes } from '../files/content-hash.ts'
import { lookAt, resolveInside } from '../files/open-inside.ts'
import { openMedia } from './open-media.ts'
import type { OpenMedia } from './open-media.ts'
import type { SampleMarks } from './sample-marks.ts'
import type { Thumbnails } from './thumbnails.ts'

/** A sample as the store keeps it. `file.path` is relative to the job's folder and is not trusted. */
export type SampleRow = Omit<
  Sample, 'path' | 'thumbnail_path' | 'media' | 'bytes' | 'sha256' | 'available' | keyof SampleMark
> & {
  file: { path: string, bytes: number, sha256: string }
}

/** What the place of a sample in a matrix depends on. */
export type PlacedRow = PlacedSample & { seq: number }

export interface SampleFilter {
  job_id: string
  sample_type?: Sample['sample_type'] | undefined
  limit: number
  cursor?: string | undefined
}
type Awaitable<T> = T | Promise<T>

/** How samples are looked up. */
export interface SampleRows {
  /** Those that are there, in no order. */
  byIds: (sample_ids: readonly string[]) => Awaitable<SampleRow[]>
  /** Newest first. A cursor that is not its own is refused with invalid_cursor. */
  page: (filter: SampleFilter) => Awaitable<{ rows: SampleRow[], total: number, next_cursor: string | null }>
  /** Newest first, of all jobs. */
  latest: (limit: number) => Awaitable<SampleRow[]>
}

export interface PlacedRows {
  /** All of a job, oldest first; those of steps that were trained again, too. */
  placed: (job_number: number) => Promise<PlacedRow[]>
}

/** A file on its way out. Its bytes never change under its entity tag. */
export interface SampleFile {
  bytes: number
  etag: string
  content_type: string
  /** The bytes from `start` to `end`, both included; closes the file. */
  read: (start: number, end: number) => Promise<Readable>
  /** For whoever reads nothing. */
  close: () => Promise<void>
}

export type SamplesById = (sample_ids: readonly string[]) => Promise<ReadonlyMap<string, Sample>>

export interface Samples {
  /**
   * Samples of one job, newest first; the current job when none is named. Errors: job_not_found, job_damaged,
   * invalid_cursor.
   */
  list: (filter: {
    job?: string | undefined
    sample_type?: Sample['sample_type'] | undefined
    limit: number
    cursor?: string | undefined
  }) => Promise<SampleList>
  /** The newest samples of all jobs. */
  latest: (limit: number) => Promise<SampleList>
  /** One sample. Errors: sample_not_found. */
  get: (sample_id: string) => Promise<Sample>
  /** Samples by their ids; without those that are not there. */
  getMany: SamplesById
  /** Stars it or takes the star back, and replaces its note. Errors: sample_not_found. */
  mark: (sample_id: string, change: SampleMarkChange) => Promise<Sample>
  /** The file itself. Errors: sample_not_found, file_gone, file_changed, media_unsupported. */
  openFile: (sample_id: string) => Promise<SampleFile>
  /** A picture of at most 256 pixels a side. Errors: as openFile, and thumbnail_unavailable. */
  openThumbnail: (sample_id: string) => Promise<SampleFile>
}

interface SamplesDeps {
  rows: SampleRows
  /** Folder of a job, absolute. */
  job_dir: (job_id: string) => string
  /**
   * The id of the job that is meant, of the current one when none is named; null when there is none yet. Errors:
   * job_not_found, job_damaged.
   */
  find_job: (job: string | undefined) => Awaitable<string | null>
  thumbnails: Thumbnails
  hashes: ContentHashes
  marks: SampleMarks
}

/** What trainings have drawn. Files are addressed by sample id, never by path. */
export function createSamples ({ rows, job_dir, find_job, thumbnails, hashes, marks }: SamplesDeps): Samples {
  async function rowOf (sample_id: string): Promise<SampleRow> {
    const [row] = await rows.byIds([sample_id])
    if (row === undefined) throw createAppError('sample_not_found', { sample_id })
    return row
  }

  async function toSample ({ file, ...row }: SampleRow): Promise<Sample> {
    const { bytes, sha256 } = file
    const real = await resolveInside(job_dir(row.job_id), file.path)
    const available = real !== null && (await lookAt(real))?.size === bytes
    return {
      ...row,
      path: links.sampleImage(row.sample_id),
      thumbnail_path: links.sampleThumbnail(row.sample_id),
      media: mediaOf(file.path),
      bytes,
      sha256,
      available,
      ...marks.of(row.job_id, row.sample_id)
    }
  }

  const all = async (found: SampleRow[]): Promise<Sample[]> => await Promise.all(found.map(toSample))

  async function openRow ({ sample_id: id, job_id, file }: SampleRow): Promise<OpenMedia> {
    const media = await openMedia(job_dir(job_id), file.path)
    if (media === null) throw createAppError('file_gone', { id, problem: 'is no longer in the folder of its job' })
    if (media === 'unsupported') throw createAppError('media_unsupported', { id, ending: extname(file.path) })
    // What was written over it is not the sample that was drawn, and its sha256 is not true of it.
    const isSame = media.bytes === file.bytes && (await hashOf(media)) === file.sha256
    if (isSame) return media
    await media.file.close()
    throw createAppError('file_changed', { id })
  }

  async function hashOf ({ file }: OpenMedia): Promise<string> {
    try {
      return (await hashes.of(file)).sha256
    } catch (error) {
      await file.close()
      throw error
    }
  }

  return {
    async list ({ job, ...filter }) {
      const job_id = await find_job(job)
      if (job_id === null) return { samples: [], total: 0, next_cursor: null }
      const page = await rows.page({ ...filter, job_id })
      return { samples: await all(page.rows), total: page.total, next_cursor: page.next_cursor }
    },
    async latest (limit) {
      const samples = await all(await rows.latest(limit))
      return { samples, total: samples.length, next_cursor: null }
    },
    get: async sample_id => await toSample(await rowOf(sample_id)),
    getMany: async ids => new Map((await all(await rows.byIds(ids))).map(sample => [sample.sample_id, sample])),
    async mark (sample_id, change) {
      const row = await rowOf(sample_id)
      await marks.change(row.job_id, sample_id, change)
      return await toSample(row)
    },
    async openFile (sample_id) {
      const row = await rowOf(sample_id)
      return toFile(await openRow(row), `"${row.file.sha256}"`)
    },
    async openThumbnail (sample_id) {
      const row = await rowOf(sample_id)
      const { picture, problem } = await thumbnails.of(await openRow(row), {
        job_id: row.job_id, sha256: row.file.sha256
      })
      if (picture === undefined) {
        throw createAppError('thumbnail_unavailable', { id: sample_id, problem, path: links.sampleImage(sample_id) })
      }
      return toFile(picture, `"${row.file.sha256}-256"`)
    }
  }
}

const toFile = ({ file, bytes, kind: { content_type } }: OpenMedia, etag: string): SampleFile => ({
  bytes, etag, content_type,
  read: async (start, end) => {
    if (end >= start) return file.createReadStream({ start, end })
    await file.close()
    return Readable.from([])
  },
  close: async () => { await file.close() }
})
