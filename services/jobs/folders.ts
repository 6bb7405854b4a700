import { mkdirSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { JobRecord } from '../../core/contract/job-record.ts'
import { readExitFile } from '../../core/contract/journal.ts'
import type { ExitFile } from '../../core/contract/journal.ts'
import { createFileWriter, syncFolder } from '../files/atomic-write.ts'
import { makeFolder, removeMade } from '../files/made-folder.ts'
import { copyDamagedAside } from '../files/move-aside.ts'
import { lookAt } from '../files/open-inside.ts'
import { isAbsent } from '../files/if-exists.ts'
import { readRecord } from '../files/read-record.ts'
import { removeAll } from '../files/remove-tree.ts'
import type { AttemptOnDisk } from './attempt-on-disk.ts'
import { appendJobEvent, dropJobEvent } from './job-journal.ts'
import { readJobFolder } from './job-on-disk.ts'
import type { DamagedJob, ReadableJob } from './job-on-disk.ts'

/** The folders of the jobs, `runs/<job_id>/`. docs/state-dir.md lists what is in one, and who writes it. */
export interface JobFolders {
  jobDir: (job_id: string) => string
  attemptDir: (job_id: string, attempt: number) => string
  /**
   * Makes the folder of a new job, then config.json, then job.json: once that is on the disk, the job exists. One that
   * fails leaves nothing behind.
   */
  createJob: (record: JobRecord, config: Record<string, unknown>) => Promise<void>
  /** Takes back what `createJob` and `appendEvent` wrote, for a job that never came to be. */
  withdrawJob: (job_id: string) => Promise<void>
  /** Adds the records that a job of an older server lacks. */
  completeJob: (record: JobRecord, config: Record<string, unknown>) => Promise<void>
  writeRecord: (record: JobRecord) => Promise<void>
  writeConfig: (job_id: string, config: Record<string, unknown>) => Promise<void>
  /** Adds an event to the job's own journal; on the disk before it returns. */
  appendEvent: (job_id: string, line: string) => Promise<void>
  /** Takes the last line back. */
  dropEvent: (job_id: string, line: string) => Promise<void>
  /** Removes what is in the folder, all but job.json. What cannot be removed does not hold up the rest. */
  clear: (job_id: string) => Promise<void>
  /** Makes the folder of an attempt, with the first number from `from` on that has none; resolves with the number. */
  reserveAttempt: (job_id: string, from: number) => Promise<number>
  /** Writes config.json, then spec.json, into a reserved folder: once that is on the disk, the attempt exists. */
  writeAttempt: (attempt: AttemptOnDisk) => Promise<void>
  /** Takes back what `reserveAttempt` and `writeAttempt` made, for an attempt that never came to be. */
  withdrawAttempt: (job_id: string, attempt: number) => Promise<void>
  /** Copies a damaged job.json, for people, before it is replaced. Does nothing where there is none. */
  copyDamaged: (job_id: string) => Promise<void>
  /** Every job on the disk, by number, then the damaged ones. A folder that is no job is reported and left alone. */
  list: () => Promise<Array<ReadableJob | DamagedJob>>
  /** Whether a job has no folder; false where that cannot be said. */
  isMissing: (job_id: string) => Promise<boolean>
  /** One job; null where none was begun in its folder. */
  read: (job_id: string) => Promise<ReadableJob | DamagedJob | null>
  /** How an attempt ended; null while it has not. Errors: DamagedRecord. */
  readExit: (job_id: string, attempt: number) => Promise<ExitFile | null>
  /** Writes how an attempt ended, unless that is written or damaged. */
  createExit: (job_id: string, attempt: number, exit: ExitFile) => Promise<void>
}

/** The name of a job's folder: its id. */
const isId = (name: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name)

/** Of two jobs with one number the older one comes first: its id is the lower one. */
const byNumber = ({ record: a }: ReadableJob, { record: b }: ReadableJob): number =>
  a.job_number - b.job_number || (a.job_id < b.job_id ? -1 : 1)

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
    return [...readable.sort(byNumber), ...damaged]
  }

  const withdrawJob = async (job_id: string): Promise<void> => {
    await removeMade(jobDir(job_id), ['job.json', 'config.json', 'notes.jsonl', 'commands.jsonl'])
  }

  /** In the order of the object: job.json is what makes a job, so it comes last. */
  async function createMissing (dir: string, files_by_name: Record<string, object>): Promise<void> {
    for (const [name, content] of Object.entries(files_by_name)) {
      if (await lookAt(join(dir, name)) === null) await files.writeJson(join(dir, name), content)
    }
  }

  return {
    jobDir, attemptDir, list,
    isMissing: async job_id => await isAbsent(jobDir(job_id)),
    read: async job_id => await readJobFolder(jobDir(job_id), job_id),
    copyDamaged: async job_id => { await copyDamagedAside(recordPath(job_id)) },
    async createJob (record, config) {
      const dir = jobDir(record.job_id)
      if (!await makeFolder(dir)) throw new Error(`${dir} exists already`)
      try {
        await files.writeJson(join(dir, 'config.json'), config)
        await files.writeJson(recordPath(record.job_id), record)
        await syncFolder(runs)
      } catch (error) {
        await withdrawJob(record.job_id)
        throw error
      }
    },
    withdrawJob,
    completeJob: async (record, config) => {
      await createMissing(jobDir(record.job_id), { 'config.json': config, 'job.json': record })
    },
    writeRecord: async record => { await files.writeJson(recordPath(record.job_id), record) },
    writeConfig: async (job_id, config) => { await files.writeJson(join(jobDir(job_id), 'config.json'), config) },
    appendEvent: async (job_id, line) => { await appendJobEvent(jobDir(job_id), line) },
    dropEvent: async (job_id, line) => { await dropJobEvent(jobDir(job_id), line) },
    async clear (job_id) {
      const names = await readdir(jobDir(job_id))
      await removeAll(jobDir(job_id), names.filter(name => name !== 'job.json'))
    },
    async reserveAttempt (job_id, from) {
      let attempt = from
      while (!await makeFolder(attemptDir(job_id, attempt))) attempt += 1
      return attempt
    },
    async writeAttempt ({ spec, config }) {
      const dir = attemptDir(spec.job_id, spec.attempt)
      await files.writeJson(join(dir, 'config.json'), config)
      await files.writeJson(join(dir, 'spec.json'), spec)
      await syncFolder(jobDir(spec.job_id))
    },
    // spec.json first: without it there is no attempt
    withdrawAttempt: async (job_id, attempt) => {
      await removeMade(attemptDir(job_id, attempt), ['spec.json', 'config.json'])
    },
    async readExit (job_id, attempt) {
      return await readRecord(readExitFile, join(attemptDir(job_id, attempt), 'exit.json'), `a${attempt}/exit.json`)
    },
    createExit: async (job_id, attempt, exit) => {
      await createMissing(attemptDir(job_id, attempt), { 'exit.json': exit })
    }
  }
}
