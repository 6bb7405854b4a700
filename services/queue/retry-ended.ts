import { AppError } from '../../core/domain/app-error.ts'
import { afterAttempt } from '../../core/domain/job/retry.ts'
import { isJobActive, isWaiting } from '../jobs/live-job.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import type { WaitingList } from './waiting-list.ts'
import type { JobRecordStore } from '../jobs/record-store.ts'

interface AttemptEndDeps {
  queue: Pick<WaitingList, 'enter'>
  records: JobRecordStore
  /** Newest complete backup of a job. Errors: nothing_to_resume, job_finished. */
  resumePoint: (job: LiveJob) => Promise<{ backup: string }>
}

/** Handles the end of an attempt, once: queues the job again, or leaves it. To be called in the queue's turn. */
export async function handleAttemptEnd ({ queue, records, resumePoint }: AttemptEndDeps, job: LiveJob): Promise<void> {
  const { record, position } = job
  if (record.settled_attempt >= position.attempt || isJobActive(job) || isWaiting(job)) return
  const { retried, retries_used } = afterAttempt(record, position.state)
  const handled = { settled_attempt: position.attempt, retries_used }
  const resume_from = retried ? await backupOf(resumePoint, job) : undefined
  if (resume_from === undefined) {
    await records.update(job, handled)
    return
  }
  const { delay_seconds, max_retries } = record.retry
  const from = resume_from === null ? 'from the beginning, as there is no backup' : `from backup ${resume_from}`
  const message = `Retry ${retries_used} of ${max_retries} in ${delay_seconds} s, ${from}`
  await queue.enter(job, { cause: 'auto_retried', resume_from, message, delay_seconds }, handled)
}

/** The backup to go on from; null: there is none; undefined: nothing is left to train. */
async function backupOf (resumePoint: AttemptEndDeps['resumePoint'], job: LiveJob): Promise<string | null | undefined> {
  try {
    return (await resumePoint(job)).backup
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return error.code === 'nothing_to_resume' ? null : undefined
  }
}
