import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { AttemptReport } from '../../core/contract/jobs.ts'
import type { AttemptSpec, ExitFile, JournalEventOf } from '../../core/contract/journal.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { attemptReport } from '../../core/domain/job/attempt-report.ts'

/** How the events of an attempt are looked up. */
export interface AttemptRows {
  /** The trainer's first word in an attempt; null when it never spoke. `before_seq` is where the next attempt begins. */
  ready: (job_number: number, first_seq: number, before_seq: number) => Promise<JournalEventOf<'trainer_ready'> | null>
  /** The newest status in those bounds. */
  status: (job_number: number, first_seq: number, before_seq: number) => Promise<JournalEventOf<'training_status'> | null>
}

export interface Attempts {
  /** Of one job, oldest first. Errors: job_not_found. */
  list: (job: string) => Promise<AttemptReport[]>
  /** Errors: job_not_found, attempt_not_found. */
  get: (job: string, attempt: number) => Promise<AttemptReport>
}

interface AttemptReportsDeps {
  rows: AttemptRows
  jobDir: (job_id: string) => string
  attemptDir: (job_id: string, attempt: number) => string
  readExit: (job_id: string, attempt: number) => Promise<ExitFile | null>
  /** The job with that id, number or slug. Errors: job_not_found. */
  find_job: (ref: string) => { job_id: string, job_number: number }
}

type AttemptJob = ReturnType<AttemptReportsDeps['find_job']>

/** What each attempt of a job was, from its folder and its events. */
export function createAttempts ({ rows, jobDir, attemptDir, readExit, find_job }: AttemptReportsDeps): Attempts {
  async function numbersOf ({ job_id }: AttemptJob): Promise<number[]> {
    const names = await readdir(jobDir(job_id)).catch(absent) ?? []
    return names.flatMap(name => /^a(\d{1,9})$/.exec(name)?.[1] ?? []).map(Number).sort((a, b) => a - b)
  }

  const specOf = async ({ job_id }: AttemptJob, attempt: number): Promise<AttemptSpec | null> => await readJson<AttemptSpec>(join(attemptDir(job_id, attempt), 'spec.json'))

  /** Null when the folder holds no attempt: the server ended before it was written whole. */
  async function report (job: AttemptJob, attempt: number, next: number | undefined): Promise<AttemptReport | null> {
    const spec = await specOf(job, attempt)
    const config = await readJson<Record<string, unknown>>(join(attemptDir(job.job_id, attempt), 'config.json'))
    if (spec === null || config === null) return null
    const after = next === undefined ? null : await specOf(job, next)
    const bounds = [job.job_number, spec.first_seq, after?.first_seq ?? Number.MAX_SAFE_INTEGER] as const
    // Read before the events: an attempt that ends meanwhile is then reported as one that still runs, and never as neither.
    const ended = await readExit(job.job_id, attempt)
    const [ready, status] = [await rows.ready(...bounds), ended === null ? await rows.status(...bounds) : null]
    return attemptReport({ spec, config, ready, status, ended })
  }

  return {
    async list (ref) {
      const job = find_job(ref)
      const numbers = await numbersOf(job)
      const reports: AttemptReport[] = []
      for (const [at, attempt] of numbers.entries()) {
        const found = await report(job, attempt, numbers[at + 1])
        if (found !== null) reports.push(found)
      }
      return reports
    },
    async get (ref, attempt) {
      const job = find_job(ref)
      const numbers = await numbersOf(job)
      const found = numbers.includes(attempt) ? await report(job, attempt, numbers[numbers.indexOf(attempt) + 1]) : null
      if (found === null) throw createAppError('attempt_not_found', { job: ref, attempt })
      return found
    }
  }
}

async function readJson<T> (path: string): Promise<T | null> {
  const text = await readFile(path, 'utf8').catch(absent)
  return text === null ? null : JSON.parse(text) as T // as: it is what the server wrote there
}

function absent (error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
  throw error
}
