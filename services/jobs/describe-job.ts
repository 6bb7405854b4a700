import type { JobSummary, QueuePlace } from '../../core/contract/jobs.ts'
import { isFinal, pollStatus } from '../../core/domain/job/poll-status.ts'
import { progressReport } from '../../core/domain/job/progress-report.ts'
import { isWaiting, latestState } from './live-job.ts'
import type { LiveJob } from './live-job.ts'
import { newestEnd } from './work-order.ts'
import type { StartConditions } from '../queue/start-conditions.ts'
import type { WaitingList } from '../queue/waiting-list.ts'

/** What the queue knows of a job. */
export type QueueView = Pick<WaitingList, 'waiting'> & Pick<StartConditions, 'waitsFor' | 'notBefore'>

/** A job as the API shows it. To describe many, pass the waiting ones, so that they are sorted once. */
export function describeJob (queue: QueueView, job: LiveJob, waiting = queue.waiting()): JobSummary {
  const {
    v: _v, waiting: _waiting, settled_attempt, end_order: _end, left_order: _left, deleted: _deleted,
    idempotency: _idempotency, ...shown
  } = job.record
  const { job_name, ...record } = shown
  const state = latestState(job)
  const { unfollowed } = job
  const { progress, progress_percent } = progressReport(state)
  const status = pollStatus(state.status)
  return {
    ...record,
    name: job_name,
    status,
    job_status: state.status === 'initialized' ? 'idle' : state.status,
    phase: state.phase,
    message: state.message,
    error: unfollowed ?? state.error,
    reason: unfollowed === null ? state.reason : 'record_damaged',
    progress,
    progress_percent,
    current_epoch: state.max_epoch === 0 ? 0 : Math.min(state.max_epoch, state.progress.epoch + 1),
    total_epochs: state.max_epoch,
    current_step: state.progress.global_step,
    total_steps: state.max_step * state.max_epoch,
    current_loss: state.loss,
    eta_seconds: state.eta_seconds,
    attempt: job.position.attempt,
    last_seq: state.seq,
    queue: placeOf(queue, job, waiting),
    problems: [...job.problems],
    started_at: state.started_at,
    ended_at: state.ended_at,
    end_order: isFinal(status) && settled_attempt === job.position.attempt ? newestEnd(job.record) || null : null,
    updated_at: state.updated_at
  }
}

function placeOf (queue: QueueView, job: LiveJob, order: LiveJob[]): QueuePlace | null {
  const { waiting } = job.record
  if (waiting === null || !isWaiting(job)) return null
  const { queued_at, resume_from } = waiting
  return {
    position: order.indexOf(job) + 1, queued_at, not_before: queue.notBefore(job), resume_from,
    waiting_for: queue.waitsFor(job)
  }
}
