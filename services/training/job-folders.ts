import { mkdirSync } from 'node:fs'
import { mkdir, open, readFile, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { AttemptSpec, ExitFile } from '../../src/contract/journal.ts'

export interface StoredAttempt { spec: AttemptSpec, config: Record<string, unknown> }

/** The folders of the jobs: `runs/<job_id>/a<attempt>/`. Other files of a job lie in `runs/<job_id>/`. */
export interface JobFolders {
  jobDir: (job_id: string) => string
  attemptDir: (job_id: string, attempt: number) => string
  /** Writes config.json, then spec.json: once that is on the disk, the attempt exists. */
  write: (attempt: StoredAttempt) => Promise<void>
  /** Every attempt on the disk, by job number and attempt. Unreadable ones are reported and left alone. */
  list: () => Promise<StoredAttempt[]>
  readExit: (job_id: string, attempt: number) => Promise<ExitFile | null>
  writeExit: (job_id: string, attempt: number, exit: ExitFile) => Promise<void>
}

/** Job folders under `state_dir`, which is made if need be. */
export function createJobFolders (state_dir: string, onUnreadable: (path: string, error: unknown) => void): JobFolders {
  const runs = join(state_dir, 'runs')
  mkdirSync(runs, { recursive: true, mode: 0o700 })
  const jobDir = (job_id: string): string => join(runs, job_id)
  const attemptDir = (job_id: string, attempt: number): string => join(runs, job_id, `a${attempt}`)

  return {
    jobDir,
    attemptDir,
    async write ({ spec, config }) {
      const dir = attemptDir(spec.job_id, spec.attempt)
      await mkdir(dir, { recursive: true, mode: 0o700 })
      await writeDurably(dir, 'config.json', config)
      await writeDurably(dir, 'spec.json', spec)
      await syncFolder(join(runs, spec.job_id))
      await syncFolder(runs)
    },
    async list () {
      const found: StoredAttempt[] = []
      for (const job_id of await readdir(runs)) {
        for (const name of (await readdir(jobDir(job_id))).filter(name => /^a\d+$/.test(name))) {
          const dir = join(jobDir(job_id), name)
          try {
            found.push({ spec: await readJson<AttemptSpec>(join(dir, 'spec.json')), config: await readJson(join(dir, 'config.json')) })
          } catch (error) {
            onUnreadable(dir, error)
          }
        }
      }
      return found.sort((a, b) => a.spec.job_number - b.spec.job_number || a.spec.attempt - b.spec.attempt)
    },
    async readExit (job_id, attempt) {
      try {
        return await readJson<ExitFile>(join(attemptDir(job_id, attempt), 'exit.json'))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
        throw error
      }
    },
    async writeExit (job_id, attempt, exit) {
      await writeDurably(attemptDir(job_id, attempt), 'exit.json', exit)
    }
  }
}

const readJson = async <T>(path: string): Promise<T> => JSON.parse(await readFile(path, 'utf8')) as T

/** All or nothing, and on the disk before it returns. */
async function writeDurably (dir: string, name: string, value: unknown): Promise<void> {
  const temporary = join(dir, `.${name}.tmp`)
  const file = await open(temporary, 'w', 0o600)
  try {
    await file.writeFile(JSON.stringify(value, null, 2) + '\n')
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, join(dir, name))
  await syncFolder(dir)
}

async function syncFolder (path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
