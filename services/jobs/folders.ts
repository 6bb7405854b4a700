import { mkdirSync } from 'node:fs'
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { JobRecord } from '../../core/contract/job-record.ts'
import { readExitFile } from '../../core/contract/journal.ts'
import type { ExitFile } from '../../core/contract/journal.ts'
import { createFileWriter, syncFolder } from '../files/atomic-write.ts'
import { ifExists } from '../files/if-exists.ts'
import { readRecord } from '../files/read-record.ts'
import { appendJobEvent, dropJobEvent } from './job-journal.ts'
import { readJobFolder } from './job-on-disk.ts'
import type { AttemptOnDisk, DamagedJob, ReadableJob } from './job-on-disk.ts'

/**
 * The folders of the jobs: `runs/<job_id>/` with job.json, config.json and notes.jsonl, and `a<attempt>/` for each
 * attempt.
 */
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
  /** Copies a damaged job.json, for people, before it is replaced. Does nothing where there is none. */
  copyDamaged: (job_id: string) => Promise<void>
  /** Every job on the disk, by number, then the damaged ones. A folder that is no job is reported and left alone. */
  list: () => Promise<Array<ReadableJob | DamagedJob>>
  /** How an attempt ended; null while it has not. Errors: DamagedRecord. */
  readExit: (job_id: string, attempt: number) => Promise<ExitFile | null>
  writeExit: (job_id: string, attempt: number, exit: ExitFile) => Promise<void>
}

/** The name of a job's folder: its id. */
const isId = (name: string): boolean => /^[0-9a-f-]{36}$/.test(name)

/** Job folders under `state_dir`, which is made if need be. */
export function createJobFolders (
  state_dir: string, onUnreadable: (path: string, problem: string) => void
): JobFolders {
  const runs = join(state_dir, 'runs')
  mkdirSync(runs, { recursive: true, mode: 0o700 })
  const files = createFileWriter()
  const jobDir = (job_id: string): string => join(runs, job_id)
  const attemptDir = (job_id: string, attempt: number): string => join(runs, job_id, `a${attempt}`)
  const recordPath = (job_id: string): string => join(jobDir(job_id), 'job.json')

  async function list (): Promise<Array<ReadableJob | DamagedJob>> {
    const readable: ReadableJob[] = []
    const damaged: DamagedJob[] = []
    for (const name of await readdir(runs)) {
      const job = isId(name) ? await readJobFolder(jobDir(name), name) : null
      if (job?.kind === 'readable') readable.push(job)
      if (job?.kind === 'damaged') damaged.push(job)
      if (job === null) {
        onUnreadable(jobDir(name), isId(name) ? 'no job was begun in it' : 'its name is not the id of a job')
      }
    }
    return [...readable.sort((a, b) => a.record.job_number - b.record.job_number), ...damaged]
  }

  return {
    jobDir, attemptDir, list,
    async deleted () {
      const records = (await list()).flatMap(job => (job.kind === 'readable' ? job.record : []))
      return records.filter(({ deleted }) => deleted !== null)
    },
    copyDamaged: async job_id => {
      await ifExists(copyFile(recordPath(job_id), join(jobDir(job_id), 'job.json.damaged')))
    },
    async writeJob (record, config) {
      await mkdir(jobDir(record.job_id), { recursive: true, mode: 0o700 })
      await files.writeJson(join(jobDir(record.job_id), 'config.json'), config)
      await files.writeJson(recordPath(record.job_id), record)
      await syncFolder(runs)
    },
    writeRecord: async record => {
      await files.writeJson(recordPath(record.job_id), record)
    },
    appendEvent: async (job_id, line) => {
      await appendJobEvent(jobDir(job_id), line)
    },
    dropEvent: async (job_id, line) => {
      await dropJobEvent(jobDir(job_id), line)
    },
    async clear (job_id) {
      for (const name of await readdir(jobDir(job_id))) {
        if (name !== 'job.json') await rm(join(jobDir(job_id), name), { recursive: true, force: true })
      }
    },
    forget: async job_id => {
      await rm(jobDir(job_id), { recursive: true, force: true })
    },
    async write ({ spec, config }) {
      const dir = attemptDir(spec.job_id, spec.attempt)
      await mkdir(dir, { recursive: true, mode: 0o700 })
      await files.writeJson(join(dir, 'config.json'), config)
      await files.writeJson(join(dir, 'spec.json'), spec)
      await syncFolder(jobDir(spec.job_id))
    },
    async forgetAttempt (job_id, attempt) {
      const dir = attemptDir(job_id, attempt)
      await rm(join(dir, 'spec.json'), { force: true }) // first: without it there is no attempt
      await rm(dir, { recursive: true, force: true })
    },
    async readExit (job_id, attempt) {
      return await readRecord(readExitFile, join(attemptDir(job_id, attempt), 'exit.json'), `a${attempt}/exit.json`)
    },
    async writeExit (job_id, attempt, exit) {
      await files.writeJson(join(attemptDir(job_id, attempt), 'exit.json'), exit)
    }
  }
}
