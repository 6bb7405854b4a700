import { stat } from 'node:fs/promises'
import type { AttemptReport } from '../../core/contract/attempts.ts'
import type { ExitFile, JournalEventOf } from '../../core/contract/journal.ts'
import { DamagedRecord } from '../../core/contract/read-record.ts'
import type { TrainerKind } from '../../core/contract/values.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { attemptReport, damagedAttemptReport } from '../../core/domain/job/attempt-report.ts'
import { ifExists } from '../files/if-exists.ts'
import type { JobFolders } from '../jobs/folders.ts'
import { attemptNumbers, readAttempt } from '../jobs/attempt-on-disk.ts'
import type { DamagedAttempt } from '../jobs/attempt-on-disk.ts'
import { firstSeqIn } from './journal-reader.ts'

/** How the events of an attempt are looked up. */
export interface AttemptRows {
  /** Numbers of the attempts that the store knows. */
  numbers: (job_number: number) => Promise<number[]>
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
  /** Of one job, oldest first. Errors: job_not_found, job_damaged. */
  list: (job: string) => Promise<AttemptReport[]>
  /** Errors: job_not_found, job_damaged, attempt_not_found. */
  get: (job: string, attempt: number) => Promise<AttemptReport>
}

interface AttemptReportsDeps {
  rows: AttemptRows
  folders: Pick<JobFolders, 'jobDir' | 'attemptDir' | 'readExit'>
  /** The job with that id, number or slug. Errors: job_not_found, job_damaged. */
  find_job: (ref: string) => { job_id: string, job_number: number, trainer: TrainerKind, created_at: string }
}

type AttemptJob = ReturnType<AttemptReportsDeps['find_job']>

/** Reports on attempts, from their folders and their events. */
export function createAttemptReports ({ rows, folders, find_job }: AttemptReportsDeps): AttemptReports {
  const { jobDir, attemptDir, readExit } = folders
  async function numbersOf ({ job_id, job_number }: AttemptJob): Promise<number[]> {
    const [found, known] = [await ifExists(attemptNumbers(jobDir(job_id))) ?? [], await rows.numbers(job_number)]
    return [...new Set([...found, ...known])].sort((a, b) => a - b)
  }

  /** An attempt on the disk, or one that is no longer there; null: the server ended before it was written whole. */
  async function read ({ job_id, job_number }: AttemptJob, attempt: number) {
    const stored = await readAttempt(jobDir(job_id), attempt)
    if (stored !== null || !(await rows.numbers(job_number)).includes(attempt)) return stored
    return { attempt, spec: null, damage: new DamagedRecord(`a${attempt}/spec.json`, '', 'is missing') }
  }

  async function report (job: AttemptJob, attempt: number, next: number | undefined): Promise<AttemptReport | null> {
    const stored = await read(job, attempt)
    if (stored === null) return null
    if ('damage' in stored) return await damagedReport(job, stored)
    const { spec, config } = stored
    const after = next === undefined ? null : await readAttempt(jobDir(job.job_id), next)
    const before_seq = after?.spec?.first_seq ?? Number.MAX_SAFE_INTEGER
    const bounds = [job.job_number, spec.first_seq, before_seq] as const
    // Read before the events: an attempt that ends meanwhile is then reported as one that still runs, and never as
    // neither.
    const ended = await exitOf(job, attempt)
    if (ended instanceof DamagedRecord) return await damagedReport(job, { attempt, damage: ended })
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
    job: AttemptJob, { attempt, damage }: Pick<DamagedAttempt, 'attempt' | 'damage'>
  ): Promise<AttemptReport> {
    const dir = attemptDir(job.job_id, attempt)
    const created_at = (await ifExists(stat(dir)))?.birthtime.toISOString() ?? job.created_at
    return damagedAttemptReport({
      attempt, reason: damage.message, trainer: job.trainer, first_seq: firstSeqIn(dir) ?? 1, created_at
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
