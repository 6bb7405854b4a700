import { mkdirSync } from 'node:fs'
import { mkdir, readFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Value } from '@sinclair/typebox/value'
import { JobRecord } from '../../core/contract/job-record.ts'
import type { AttemptSpec, ExitFile } from '../../core/contract/journal.ts'
import { syncFolder, writeDurably } from '../files/atomic-write.ts'
import { appendJobEvent, dropJobEvent, readJobJournal } from './job-journal.ts'
import type { JournalLine } from '../attempts/journal-reader.ts'

export interface AttemptOnDisk { spec: AttemptSpec, config: Record<string, unknown> }

/** A job as its folder tells it. `notes` are the events that no runner wrote. */
export interface JobOnDisk { record: JobRecord, config: Record<string, unknown>, events: JournalLine[], attempts: AttemptOnDisk[] }

/** The folders of the jobs: `runs/<job_id>/` with job.json, config.json and notes.jsonl, and `a<attempt>/` for each attempt. */
export interface JobFolders {
  jobDir: (job_id: string) => string
  attemptDir: (job_id: string, attempt: number) => string
  /** Writes config.json, then job.json: once that is on the disk, the job exists. */
  writeJob: (record: JobRecord, config: Record<string, unknown>) => Promise<void>
  writeRecord: (record: JobRecord) => Promise<void>
  /** Adds an event to the job's own journal; on the disk before it returns. */
  appendEvent: (job_id: string, line: string) => Promise<void>
  /** Takes the last line back. */
  dropEvent: (job_id: string, line: string) => Promise<void>
  /** The records of deleted jobs. */
  deleted: () => Promise<JobRecord[]>
  /** Removes what is in the folder, all but job.json. */
  clear: (job_id: string) => Promise<void>
  /** Removes the folder of a job that never came to be. */
  forget: (job_id: string) => Promise<void>
  /** Writes config.json, then spec.json: once that is on the disk, the attempt exists. */
  write: (attempt: AttemptOnDisk) => Promise<void>
  /** Removes an attempt that never came to be. */
  forgetAttempt: (job_id: string, attempt: number) => Promise<void>
  /** Every job on the disk, by number. What cannot be read is reported and left alone. */
  list: () => Promise<JobOnDisk[]>
  readExit: (job_id: string, attempt: number) => Promise<ExitFile | null>
  writeExit: (job_id: string, attempt: number, exit: ExitFile) => Promise<void>
}

/** Job folders under `state_dir`, which is made if need be. */
export function createJobFolders (state_dir: string, onUnreadable: (path: string, error: unknown) => void): JobFolders {
  const runs = join(state_dir, 'runs')
  mkdirSync(runs, { recursive: true, mode: 0o700 })
  const jobDir = (job_id: string): string => join(runs, job_id)
  const attemptDir = (job_id: string, attempt: number): string => join(runs, job_id, `a${attempt}`)

  async function readAttempts (job_id: string): Promise<AttemptOnDisk[]> {
    const found: AttemptOnDisk[] = []
    for (const name of (await readdir(jobDir(job_id))).filter(name => /^a\d+$/.test(name))) {
      const dir = join(jobDir(job_id), name)
      try {
        found.push({ spec: await readJson<AttemptSpec>(join(dir, 'spec.json')), config: await readJson(join(dir, 'config.json')) })
      } catch (error) {
        onUnreadable(dir, error)
      }
    }
    return found.sort((a, b) => a.spec.attempt - b.spec.attempt)
  }

  async function readJob (job_id: string): Promise<JobOnDisk> {
    const dir = jobDir(job_id)
    const record = await readJson<unknown>(join(dir, 'job.json'))
    if (!Value.Check(JobRecord, record)) throw new Error('job.json is not as it should be')
    if (record.deleted !== null) return { record, config: {}, events: [], attempts: [] }
    return { record, config: await readJson(join(dir, 'config.json')), events: await readJobJournal(dir), attempts: await readAttempts(job_id) }
  }

  async function list (): Promise<JobOnDisk[]> {
    const found: JobOnDisk[] = []
    for (const job_id of await readdir(runs)) {
      try {
        found.push(await readJob(job_id))
      } catch (error) {
        onUnreadable(jobDir(job_id), error)
      }
    }
    return found.sort((a, b) => a.record.job_number - b.record.job_number)
  }

  return {
    jobDir,
    attemptDir,
    list,
    deleted: async () => (await list()).map(({ record }) => record).filter(({ deleted }) => deleted !== null),
    async writeJob (record, config) {
      await mkdir(jobDir(record.job_id), { recursive: true, mode: 0o700 })
      await writeDurably(jobDir(record.job_id), 'config.json', config)
      await writeDurably(jobDir(record.job_id), 'job.json', record)
      await syncFolder(runs)
    },
    writeRecord: async record => { await writeDurably(jobDir(record.job_id), 'job.json', record) },
    appendEvent: async (job_id, line) => { await appendJobEvent(jobDir(job_id), line) },
    dropEvent: async (job_id, line) => { await dropJobEvent(jobDir(job_id), line) },
    async clear (job_id) {
      for (const name of await readdir(jobDir(job_id))) if (name !== 'job.json') await rm(join(jobDir(job_id), name), { recursive: true, force: true })
    },
    forget: async job_id => { await rm(jobDir(job_id), { recursive: true, force: true }) },
    async write ({ spec, config }) {
      const dir = attemptDir(spec.job_id, spec.attempt)
      await mkdir(dir, { recursive: true, mode: 0o700 })
      await writeDurably(dir, 'config.json', config)
      await writeDurably(dir, 'spec.json', spec)
      await syncFolder(jobDir(spec.job_id))
    },
    async forgetAttempt (job_id, attempt) {
      const dir = attemptDir(job_id, attempt)
      await rm(join(dir, 'spec.json'), { force: true }) // first: without it there is no attempt
      await rm(dir, { recursive: true, force: true })
    },
    async readExit (job_id, attempt) {
      try {
        return await readJson<ExitFile>(join(attemptDir(job_id, attempt), 'exit.json'))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null // as: node's file errors carry a code
        throw error
      }
    },
    async writeExit (job_id, attempt, exit) {
      await writeDurably(attemptDir(job_id, attempt), 'exit.json', exit)
    }
  }
}

const readJson = async <T>(path: string): Promise<T> => JSON.parse(await readFile(path, 'utf8')) as T
