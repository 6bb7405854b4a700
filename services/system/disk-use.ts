import { readdir, statfs } from 'node:fs/promises'
import type { DiskUse } from '../../core/contract/disk-use.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { timestampNow } from '../../core/domain/clock.ts'
import { fileKind, noBytes } from '../../core/domain/disk/file-kind.ts'
import { diskGrowth } from '../../core/domain/disk/growth.ts'
import type { FreeSpace } from '../../core/domain/disk/growth.ts'
import { ifExists } from '../files/if-exists.ts'
import { listFolder } from '../files/list-folder.ts'
import { cached } from './cached.ts'

/** What is known of the job that a folder is named after. */
export interface FolderOwner { job_number: number, name: string, deleted: boolean }

interface DiskUseDeps {
  clock: Clock
  state_dir: string
  runs_dir: string
  /** The job with that id; null: none is known. */
  ownerOf: (job_id: string) => Promise<FolderOwner | null>
  /** Over the last hour. */
  freeSpaces: () => FreeSpace[]
}

type Measured = Omit<DiskUse, 'growth_bytes_per_hour' | 'full_in_seconds'>

const MOST_FILES = 1_000_000
const KEPT_MS = 30_000
const isJob = (name: string): boolean => /^[0-9a-f-]{36}$/.test(name)

/** Makes the function that says what fills the folders of the jobs; they are counted at most twice a minute. */
export function createDiskUse (
  { clock, state_dir, runs_dir, ownerOf, freeSpaces }: DiskUseDeps
): () => Promise<DiskUse> {
  async function measure (): Promise<Measured> {
    const jobs: DiskUse['jobs'] = []
    for (const name of await ifExists(readdir(runs_dir)) ?? []) if (isJob(name)) jobs.push(await measureJob(name))
    jobs.sort((one, other) => other.bytes - one.bytes)
    const kinds = noBytes()
    for (const job of jobs) for (const kind of keysOf(kinds)) kinds[kind] += job.kinds[kind]
    const room = await statfs(state_dir).catch(() => null)
    return {
      measured_at: timestampNow(clock), bytes: jobs.reduce((sum, { bytes }) => sum + bytes, 0), kinds, jobs,
      size_bytes: room === null ? null : room.blocks * room.bsize,
      available_bytes: room === null ? null : room.bavail * room.bsize
    }
  }

  async function measureJob (job_id: string): Promise<DiskUse['jobs'][number]> {
    const { files, complete } = await listFolder(`${runs_dir}/${job_id}`, MOST_FILES)
    const kinds = noBytes()
    for (const { path, bytes } of files) kinds[fileKind(path)] += bytes
    const owner = await ownerOf(job_id)
    return {
      job_id, job_number: owner?.job_number ?? null, name: owner?.name ?? null, deleted: owner?.deleted ?? false,
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), kinds, complete
    }
  }

  const measured = cached(clock, KEPT_MS, measure)
  return async () => ({ ...await measured(), ...diskGrowth(freeSpaces()) })
}

const keysOf = <T extends object>(value: T): Array<keyof T> => Object.keys(value) as Array<keyof T> // as: its own keys
