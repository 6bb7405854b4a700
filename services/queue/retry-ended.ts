import { AppError } from '../../core/domain/app-error.ts'
import { afterAttempt } from '../../core/domain/job/retry.ts'
import { isJobActive, isWaiting } from '../jobs/registry.ts'
import type { Job } from '../jobs/registry.ts'
import type { Entries } from './waiting-list.ts'
import type { Records } from '../jobs/record-store.ts'

export interface SettleDeps {
  queue: Pick<Entries, 'enter'>
  records: Records
  /** Newest complete backup of a job. Errors: nothing_to_resume, job_finished. */
  resumePoint: (job: Job) => Promise<{ backup: string }>
}

/** Answers the end of an attempt, once: the job is tried again by itself, or left as it is. One at a time, with whatever else changes the queue. */
export async function settle ({ queue, records, resumePoint }: SettleDeps, job: Job): Promise<void> {
  const { facts, position } = job
  if (facts.settled_attempt >= position.attempt || isJobActive(job) || isWaiting(job)) return
  const { again, retries_used } = afterAttempt(facts, position.state)
  const settled = { settled_attempt: position.attempt, retries_used }
  const resume_from = again ? await backupOf(resumePoint, job) : undefined
  if (resume_from === undefined) {
    await records.update(job, settled)
    return
  }
  const { delay_seconds, max_retries } = facts.retry
  const message = `Tried again in ${delay_seconds} s, retry ${retries_used} of ${max_retries}: ${resume_from === null ? 'from the beginning, there is no backup' : `from backup ${resume_from}`}`
  await queue.enter(job, { cause: 'auto_retried', resume_from, message, delay_seconds }, settled)
}

/** The backup to go on from; null: there is none; undefined: there is nothing left to train. */
async function backupOf (resumePoint: SettleDeps['resumePoint'], job: Job): Promise<string | null | undefined> {
  try {
    return (await resumePoint(job)).backup
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return error.code === 'nothing_to_resume' ? null : undefined
  }
}
