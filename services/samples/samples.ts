import type { Readable } from 'node:stream'
import { links } from '../../core/contract/links.ts'
import type { Sample, SampleList } from '../../core/contract/samples.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { namesEtag } from '../../core/formats/etag.ts'
import { resolveInside } from '../files/open-inside.ts'
import { openPicture } from './open-picture.ts'
import type { OpenPicture } from './open-picture.ts'
import type { Thumbnails } from './thumbnails.ts'

/** A sample as the store keeps it. `file.path` is relative to the job's folder and is not trusted. */
export type SampleRow = Omit<Sample, 'path' | 'thumbnail_path' | 'bytes' | 'sha256' | 'available'> & {
  file: { path: string, bytes: number, sha256: string }
}

export interface SampleFilter {
  job_id: string
  sample_type?: Sample['sample_type'] | undefined
  limit: number
  cursor?: string | undefined
}
type Awaitable<T> = T | Promise<T>

/** How samples are looked up. */
export interface SampleRows {
  byId: (sample_id: string) => Awaitable<SampleRow | null>
  /** Newest first. A cursor that is not its own is refused with invalid_cursor. */
  page: (filter: SampleFilter) => Awaitable<{ rows: SampleRow[], total: number, next_cursor: string | null }>
  /** Newest first, of all jobs. */
  latest: (limit: number) => Awaitable<SampleRow[]>
}

/** A picture on its way out; `stream` is null when the caller has it already. */
export interface Picture { stream: Readable | null, bytes: number, content_type: string, etag: string }

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
  /** The picture, unless `if_none_match` names it. Errors: sample_not_found, file_gone. */
  openImage: (sample_id: string, if_none_match?: string) => Promise<Picture>
  /** A version of at most 256 pixels a side. Errors: as openImage. */
  openThumbnail: (sample_id: string, if_none_match?: string) => Promise<Picture>
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
}

/** The pictures that trainings have drawn. Files are addressed by sample id, never by path. */
export function createSamples ({ rows, job_dir, find_job, thumbnails }: SamplesDeps): Samples {
  async function rowOf (sample_id: string): Promise<SampleRow> {
    const row = await rows.byId(sample_id)
    if (row === null) throw createAppError('sample_not_found', { sample_id })
    return row
  }

  async function toSample ({ file, ...row }: SampleRow): Promise<Sample> {
    const available = await resolveInside(job_dir(row.job_id), file.path) !== null
    const { bytes, sha256 } = file
    return {
      ...row,
      path: links.sampleImage(row.sample_id),
      thumbnail_path: links.sampleThumbnail(row.sample_id),
      bytes,
      sha256,
      available
    }
  }

  const all = async (found: SampleRow[]): Promise<Sample[]> => await Promise.all(found.map(toSample))

  async function openRow (row: SampleRow): Promise<OpenPicture> {
    const picture = await openPicture(job_dir(row.job_id), row.file.path)
    if (picture?.bytes === row.file.bytes) return picture
    // A file of another size is not the picture that was drawn, and its sha256 is not true of it.
    await picture?.file.close()
    throw createAppError('file_gone', { id: row.sample_id })
  }

  async function answer (picture: OpenPicture, etag: string, if_none_match: string | undefined): Promise<Picture> {
    const { file, bytes, content_type } = picture
    if (!namesEtag(if_none_match, etag)) {
      return { stream: file.createReadStream({ start: 0 }), bytes, content_type, etag }
    }
    await file.close()
    return { stream: null, bytes, content_type, etag }
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
    async openImage (sample_id, if_none_match) {
      const row = await rowOf(sample_id)
      return await answer(await openRow(row), `"${row.file.sha256}"`, if_none_match)
    },
    async openThumbnail (sample_id, if_none_match) {
      const row = await rowOf(sample_id)
      const small = await thumbnails.of(await openRow(row), row.file.sha256)
      return await answer(small, `"${row.file.sha256}-256"`, if_none_match)
    }
  }
}
