import { AppError } from '../../core/domain/app-error.ts'
import { afterAttempt } from '../../core/domain/job/retry.ts'
import { isJobActive, isWaiting } from '../jobs/registry.ts'
import type { LiveJob } from '../jobs/registry.ts'
import type { WaitingList } from './waiting-list.ts'
import type { JobRecordStore } from '../jobs/record-store.ts'

export interface AttemptEndDeps {
  queue: Pick<WaitingList, 'enter'>
  records: JobRecordStore
  /** Newest complete backup of a job. Errors: nothing_to_resume, job_finished. */
  resumePoint: (job: LiveJob) => Promise<{ backup: string }>
}

/** Answers the end of an attempt, once: the job is tried again by itself, or left as it is. One at a time, with whatever else changes the queue. */
export async function handleAttemptEnd ({ queue, records, resumePoint }: AttemptEndDeps, job: LiveJob): Promise<void> {
  const { record, position } = job
  if (record.settled_attempt >= position.attempt || isJobActive(job) || isWaiting(job)) return
  const { again: retry, retries_used } = afterAttempt(record, position.state)
  const settled = { settled_attempt: position.attempt, retries_used }
  const resume_from = retry ? await backupOf(resumePoint, job) : undefined
  if (resume_from === undefined) {
    await records.update(job, settled)
    return
  }
  const { delay_seconds, max_retries } = record.retry
  const message = `Tried again in ${delay_seconds} s, retry ${retries_used} of ${max_retries}: ${resume_from === null ? 'from the beginning, there is no backup' : `from backup ${resume_from}`}`
  await queue.enter(job, { cause: 'auto_retried', resume_from, message, delay_seconds }, settled)
}

/** The backup to go on from; null: there is none; undefined: there is nothing left to train. */
async function backupOf (resumePoint: AttemptEndDeps['resumePoint'], job: LiveJob): Promise<string | null | undefined> {
  try {
    return (await resumePoint(job)).backup
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return error.code === 'nothing_to_resume' ? null : undefined
  }
}
