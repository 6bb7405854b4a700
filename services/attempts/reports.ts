import { readdir, stat } from 'node:fs/promises'
import type { AttemptReport } from '../../core/contract/jobs.ts'
import type { ExitFile, JournalEventOf } from '../../core/contract/journal.ts'
import { DamagedRecord } from '../../core/contract/read-record.ts'
import type { TrainerKind } from '../../core/contract/values.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { attemptReport, damagedAttemptReport } from '../../core/domain/job/attempt-report.ts'
import { ifExists } from '../files/if-exists.ts'
import type { JobFolders } from '../jobs/folders.ts'
import { readAttempt } from '../jobs/job-on-disk.ts'
import type { DamagedAttempt } from '../jobs/job-on-disk.ts'
import { firstSeqIn } from './journal-reader.ts'

/** How the events of an attempt are looked up. */
export interface AttemptRows {
  /**
   * The first `trainer_ready` of an attempt; null when there is none. `before_seq` is the first seq of the next
   * attempt.
   */
  ready: (job_number: number, first_seq: number, before_seq: number) => Promise<JournalEventOf<'trainer_ready'> | null>
  /** The newest status in those bounds. */
  status: (
    job_number: number, first_seq: number, before_seq: number
  ) => Promise<JournalEventOf<'training_status'> | null>
}

export interface AttemptReports {
  /** Of one job, oldest first. Errors: job_not_found. */
  list: (job: string) => Promise<AttemptReport[]>
  /** Errors: job_not_found, attempt_not_found. */
  get: (job: string, attempt: number) => Promise<AttemptReport>
}

interface AttemptReportsDeps {
  rows: AttemptRows
  folders: Pick<JobFolders, 'jobDir' | 'attemptDir' | 'readExit'>
  /** The job with that id, number or slug. Errors: job_not_found. */
  find_job: (ref: string) => { job_id: string, job_number: number, trainer: TrainerKind }
}

type AttemptJob = ReturnType<AttemptReportsDeps['find_job']>

/** Reports on attempts, from their folders and their events. */
export function createAttemptReports ({ rows, folders, find_job }: AttemptReportsDeps): AttemptReports {
  const { jobDir, attemptDir, readExit } = folders
  async function numbersOf ({ job_id }: AttemptJob): Promise<number[]> {
    const names = await ifExists(readdir(jobDir(job_id))) ?? []
    return names.flatMap(name => /^a(\d{1,9})$/.exec(name)?.[1] ?? []).map(Number).sort((a, b) => a - b)
  }

  /** Null when the folder holds no attempt: the server ended before it was written whole. */
  async function report (job: AttemptJob, attempt: number, next: number | undefined): Promise<AttemptReport | null> {
    const stored = await readAttempt(jobDir(job.job_id), attempt)
    if (stored === null) return null
    if ('reason' in stored) return await damagedReport(job, stored)
    const { spec, config } = stored
    const after = next === undefined ? null : await readAttempt(jobDir(job.job_id), next)
    const before_seq = after !== null && 'spec' in after ? after.spec.first_seq : Number.MAX_SAFE_INTEGER
    const bounds = [job.job_number, spec.first_seq, before_seq] as const
    // Read before the events: an attempt that ends meanwhile is then reported as one that still runs, and never as
    // neither.
    const ended = await exitOf(job, attempt)
    if (ended instanceof DamagedRecord) return await damagedReport(job, { attempt, reason: ended.message })
    const [ready, status] = [await rows.ready(...bounds), ended === null ? await rows.status(...bounds) : null]
    return attemptReport({ spec, config, ready, status, ended })
  }

  async function exitOf ({ job_id }: AttemptJob, attempt: number): Promise<ExitFile | DamagedRecord | null> {
    try {
      return await readExit(job_id, attempt)
    } catch (error) {
      if (error instanceof DamagedRecord) return error
      throw error
    }
  }

  async function damagedReport (
    { job_id, trainer }: AttemptJob, { attempt, reason }: DamagedAttempt
  ): Promise<AttemptReport> {
    const dir = attemptDir(job_id, attempt)
    const { birthtime } = await stat(dir)
    return damagedAttemptReport({
      attempt, reason, trainer, first_seq: firstSeqIn(dir) ?? 1, created_at: birthtime.toISOString()
    })
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
