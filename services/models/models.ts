import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { links } from '../../core/contract/links.ts'
import type { Model, ModelDetails, ModelFile, ModelKind, ModelList, ModelQuery } from '../../core/contract/models.ts'
import type { File } from '../../core/contract/values.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { endingOf, safeName } from '../../core/formats/attachment.ts'
import type { JobIdentity } from '../../core/domain/job/state.ts'
import { modelId, parseModelId } from '../../core/domain/model-id.ts'
import { fileDownload, tarDownload } from './download.ts'
import type { Download } from './download.ts'
import type { PickedModels } from './picked-models.ts'
import { readWeights } from './read-weights.ts'
import type { ContentHashes } from '../files/content-hash.ts'
import { onDisk } from './on-disk.ts'
import type { OnDisk } from './on-disk.ts'
import { verifyContent } from './verify.ts'

/** A model as the store keeps it. `file.path` is relative to the job's folder and is not trusted. */
export type ModelRow = Pick<Model, 'kind' | 'step' | 'epoch' | 'epoch_step' | 'command_id' | 'timestamp'> & {
  job_number: number
  seq: number
  file: File
}
/** Where and when a model was written; `path` as in `file`. */
export type ModelPlace = Pick<ModelRow, 'job_number' | 'seq' | 'timestamp'> & { path: string }

export interface ModelFilter {
  job_number: number
  kind?: ModelKind | undefined
  limit: number
  cursor?: string | undefined
}

/** How models are looked up. */
export interface ModelRows {
  bySeq: (job_number: number, seq: number) => Promise<ModelRow | null>
  /** Newest first. A cursor that is not its own is refused with invalid_cursor. */
  page: (filter: ModelFilter) => Promise<{ rows: ModelRow[], total: number, next_cursor: string | null }>
  /** Goes through the models of all jobs, some at a time and in no order; in between others have their turn. */
  places: (kind?: ModelKind) => AsyncGenerator<ModelPlace>
  /** Of every path final models of a job were written to, the seq of the newest: those before it were written over. */
  newestFinals: (job_number: number) => Promise<number[]>
}

/** Whether another final model was written over this one since. */
export const isReplaced = async (
  rows: Pick<ModelRows, 'newestFinals'>, { kind, job_number, seq }: ModelRow
): Promise<boolean> => kind === 'final' && !(await rows.newestFinals(job_number)).includes(seq)

export interface Models {
  /**
   * What a job has written that can be loaded again, newest first. Errors: job_not_found, job_damaged,
   * invalid_cursor.
   */
  list: (job: string, query: ModelQuery) => Promise<ModelList>
  /**
   * One model and its files. A plain job number means the job's newest final model, else its newest save. Errors:
   * model_not_found.
   */
  get: (model_id: string) => Promise<ModelDetails>
  /** As in a list of its job; null when it is not there any more. It looks on the disk. */
  summary: (model_id: string) => Promise<Model | null>
  /** Chooses it of its job in place of the one before, or chooses none. Errors: model_not_found, file_gone. */
  mark: (model_id: string, change: { picked: boolean }) => Promise<Model>
  /** The model as one file: of a folder, a tar archive. Errors: model_not_found, file_gone. */
  download: (model_id: string) => Promise<Download>
  /** One of its files. Errors: model_not_found, file_gone. */
  downloadFile: (model_id: string, index: number) => Promise<Download>
}

type ModelJob = Pick<JobIdentity, 'job_id' | 'job_number' | 'job_slug'>

interface ModelsDeps {
  rows: ModelRows
  hashes: ContentHashes
  picks: PickedModels
  job_dir: (job_id: string) => string
  /** The job with that id, number or slug. Errors: job_not_found, job_damaged. */
  find_job: (ref: string) => ModelJob
  /** The job with that number; undefined when there is none. */
  job_numbered: (job_number: number) => ModelJob | undefined
}

const problem = 'is missing or changed on disk'

interface Found { row: ModelRow, job: ModelJob, disk: OnDisk | null, picked: boolean }

/**
 * Backups, saves and final models, by id. What their files are is read from the disk each time: a trainer deletes old
 * ones.
 */
export function createModels ({ rows, hashes, picks, job_dir, find_job, job_numbered }: ModelsDeps): Models {
  async function look (row: ModelRow, job: ModelJob): Promise<Found> {
    const disk = await isReplaced(rows, row) ? null : await onDisk(job_dir(job.job_id), row.file)
    return { row, job, disk, picked: picks.of(job.job_id) === modelId(row) }
  }

  async function rowOf (model_id: string): Promise<ModelRow | null> {
    const id = parseModelId(model_id)
    if (id !== null) return await rows.bySeq(id.job_number, id.seq)
    if (!/^\d{1,15}$/.test(model_id)) return null
    for (const kind of ['final', 'save'] as const) {
      const { rows: [newest] } = await rows.page({ job_number: Number(model_id), kind, limit: 1 })
      if (newest !== undefined) return newest
    }
    return null
  }

  async function findAny (model_id: string): Promise<Found | null> {
    const row = await rowOf(model_id)
    const job = row === null ? undefined : job_numbered(row.job_number)
    return row === null || job === undefined ? null : await look(row, job)
  }

  async function find (model_id: string): Promise<Found> {
    const found = await findAny(model_id)
    if (found === null) throw createAppError('model_not_found', { model_id })
    return found
  }

  async function findThere (model_id: string): Promise<Found & { disk: OnDisk, id: string }> {
    const found = await find(model_id)
    const id = modelId(found.row)
    const disk = found.disk === null ? null : await verifyContent(found.disk, found.row, hashes)
    if (disk === null) throw createAppError('file_gone', { id, problem })
    return { ...found, disk, id }
  }

  return {
    async list (job, query) {
      const facts = find_job(job)
      const { rows: found, ...page } = await rows.page({ ...query, job_number: facts.job_number })
      const models: Model[] = []
      for (const row of found) models.push(toModel(await look(row, facts)))
      return { models, ...page }
    },
    async get (model_id) {
      const found = await find(model_id)
      const contents: ModelFile[] = []
      for (const [index, { path, bytes }] of (found.disk?.files ?? []).entries()) {
        contents.push({
          index, path, bytes,
          download_path: links.modelFileDownload(modelId(found.row), index),
          ...(await readWeights(found.disk!.root, path))
        })
      }
      return { ...toModel(found), contents }
    },
    async summary (model_id) {
      const found = await findAny(model_id)
      return found === null ? null : toModel(found)
    },
    async mark (model_id, { picked }) {
      const found = await find(model_id)
      const { job_id } = found.job
      const id = modelId(found.row)
      if (picked && found.disk === null) throw createAppError('file_gone', { id, problem })
      if (picked || found.picked) await picks.pick(job_id, picked ? id : null)
      return toModel({ ...found, picked })
    },
    async download (model_id) {
      const { id, row, job, disk } = await findThere(model_id)
      const name = nameOf(row, job)
      const [first] = disk.files
      if (!disk.folder && first !== undefined) {
        return fileDownload(id, disk.root, first, {
          etag: `"${row.file.sha256}"`, file_name: name + endingOf(row.file.path)
        })
      }
      const packed = { files: disk.files, root: name, written_s: Math.floor(Date.parse(row.timestamp) / 1000) }
      return tarDownload(id, disk.root, packed, { etag: `"${row.file.sha256}-tar"`, file_name: `${name}.tar` })
    },
    async downloadFile (model_id, index) {
      const { id, row, job, disk } = await findThere(model_id)
      const file = disk.files[index]
      if (file === undefined) throw createAppError('file_gone', { id: `${id}/files/${index}`, problem })
      const etag = disk.folder ? etagWithin(row.file.sha256, file.path) : `"${row.file.sha256}"`
      const ending = disk.folder ? `-${safeName(file.path)}` : endingOf(row.file.path)
      return fileDownload(`${id}/files/${index}`, disk.root, file, { etag, file_name: nameOf(row, job) + ending })
    }
  }
}

const nameOf = ({ kind, step }: ModelRow, { job_slug }: ModelJob): string =>
  `${safeName(job_slug)}-${kind}-step-${step}`

/** The folder's hash is made of those of its files: while it holds, so do they. */
const etagWithin = (sha256: string, path: string): string =>
  `"${createHash('sha256').update(`${sha256}\n${path}`).digest('hex')}"`

function toModel ({ row, job, disk, picked }: Found): Model {
  const model_id = modelId(row)
  const { file, kind, step, epoch, epoch_step, command_id, timestamp } = row
  return {
    model_id, job_id: job.job_id, kind, name: basename(file.path), step, epoch, epoch_step,
    bytes: file.bytes, sha256: file.sha256, available: disk !== null, picked, folder: disk?.folder ?? null,
    files: disk?.files.length ?? null, path: links.model(model_id), download_path: links.modelDownload(model_id),
    command_id, timestamp
  }
}
