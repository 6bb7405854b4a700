import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import type { Test } from 'tap'
import modelRoutes from '../../routes/models.ts'
import { createContentHashes } from '../../services/files/content-hash.ts'
import { createFindModels } from '../../services/models/find-models.ts'
import { createModels } from '../../services/models/models.ts'
import { createPickedModels } from '../../services/models/picked-models.ts'
import { createModelRows } from '../../services/store/model-rows.ts'
import { openStoreFile } from '../../services/store/open.ts'
import type { ModelKind } from '../../core/contract/models.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import type { JobIdentity } from '../../core/domain/job/state.ts'
import { bareApp } from './bare-app.ts'

/** Deletion has tests of its own. */
const refuse = async (): Promise<never> => { throw new Error('not here') }

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')
export const facts: JobIdentity = {
  job_id: '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42', job_number: 1, job_slug: 'job_k3f9a2c1', job_name: 'one',
  trainer: 'onetrainer'
}

/** A safetensors file: a header, and as many bytes of tensors. */
export function safetensors (header: unknown, data_bytes: number): Buffer {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(text.length))
  return Buffer.concat([length, text, Buffer.alloc(data_bytes, 7)])
}

/** Bytes that differ from place to place, so that a wrong range is noticed. */
export const noise = (bytes: number): Buffer =>
  Buffer.from(Uint8Array.from({ length: bytes }, (_, at) => (at * 31 + (at >> 8) * 17 + 1) & 255))

/** The files of a model that is a folder. */
export const modelFiles = {
  'model.safetensors': safetensors({ w: { dtype: 'F16', shape: [2, 3], data_offsets: [0, 12] } }, 12),
  'unet/deep/öl & co.bin': noise(70_000),
  'meta.json': '{}',
  'empty.txt': ''
}

/** A File of the contract, as the bridge makes it, for what lies at a path below a folder. */
export function described (root: string, path: string): { path: string, bytes: number, sha256: string } {
  const whole = join(root, path)
  const files = listed(whole)
  if (files === null) return { path, bytes: readFileSync(whole).length, sha256: sha256(readFileSync(whole)) }
  const lines = files.map(file => `${sha256(readFileSync(join(whole, file)))}  ${file}\n`).sort()
  return {
    path,
    bytes: files.reduce((sum, file) => sum + readFileSync(join(whole, file)).length, 0),
    sha256: sha256(lines.join(''))
  }
}

function listed (folder: string): string[] | null {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return null // as: node's file errors carry a code
    throw error
  }
}

interface RecordedModel { file?: object, job_number?: number, timestamp?: string }

/**
 * A server over one job's folder and a store of its own. `put` writes files there; `record` adds a model as the journal
 * would.
 */
export async function createModelFixture (t: Test) {
  const root = t.testdir({ job: {}, state: {}, secret: { 'outside.safetensors': 'root:' } })
  const job = join(root, 'job')
  const { db } = await openStoreFile(join(root, 'state'), () => 'e', () => 0)
  const rows = createModelRows(db)
  const jobs = [facts]
  const models = createModels({
    rows,
    hashes: createContentHashes(Date.now),
    picks: createPickedModels({ job_dir: () => job, report: message => { throw new Error(message) } }),
    job_dir: () => job,
    find_job: ref => {
      if (ref === '1' || ref === facts.job_slug) return facts
      throw createAppError('job_not_found', { job: ref })
    },
    job_numbered: number => jobs.find(({ job_number }) => job_number === number)
  })
  const findModels = createFindModels({ rows, models, jobs: () => jobs })
  const { app, logged } = await bareApp(t, async app => {
    await app.register(modelRoutes, { models, findModels, deleteModel: refuse, pruneModels: refuse })
  })
  t.teardown(async () => { await db.destroy() })
  let id = 0
  return {
    app, root, job, jobs, logged,
    put (path: string, bytes: Uint8Array | string) {
      mkdirSync(dirname(join(job, path)), { recursive: true })
      writeFileSync(join(job, path), bytes)
    },
    async record (kind: ModelKind, path: string, more: RecordedModel = {}): Promise<string> {
      const seq = ++id
      const { job_number = 1, file = described(job, path), timestamp = '2026-01-01T00:00:00.000Z' } = more
      const fields = {
        v: 1, seq, timestamp, elapsed_ms: seq, file, step: seq * 10, epoch: 1,
        epoch_step: 0, command_id: null
      }
      const event =
        kind === 'backup'
          ? { type: 'backup_created', ...fields }
          : { type: 'model_saved', ...fields, final: kind === 'final' }
      await db
        .insertInto('events')
        .values({ id, job_number, seq, type: event.type, line: JSON.stringify(event) })
        .execute()
      return `m${job_number}-${seq}`
    },
    async listen (): Promise<number> {
      await app.listen({ port: 0, host: '127.0.0.1' })
      return (app.server.address() as AddressInfo).port // as: it listens on TCP
    }
  }
}
