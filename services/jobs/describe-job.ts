import type { JobSummary, QueuePlace } from '../../core/contract/jobs.ts'
import { pollStatus } from '../../core/domain/job/poll-status.ts'
import { progressReport } from '../../core/domain/job/progress-report.ts'
import { isWaiting } from './registry.ts'
import type { LiveJob } from './registry.ts'
import type { JobQueue } from '../queue/queue.ts'

type Queue = Pick<JobQueue, 'waiting' | 'waitsFor'>

/** A job as the outside sees it. Whoever describes many passes the waiting ones along, so that they are put in order once. */
export function describeJob (queue: Queue, job: LiveJob, waiting = queue.waiting()): JobSummary {
  const { v: _v, job_name, waiting: _waiting, settled_attempt: _settled, deleted: _deleted, idempotency: _idempotency, ...record } = job.record
  const { state } = job.position
  const { progress, progress_percent } = progressReport(state)
  return {
    ...record,
    name: job_name,
    status: pollStatus(state.status),
    job_status: state.status === 'initialized' ? 'idle' : state.status,
    phase: state.phase,
    message: state.message,
    error: state.error,
    reason: state.reason,
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
    started_at: state.started_at,
    ended_at: state.ended_at,
    updated_at: state.updated_at
  }
}

function placeOf (queue: Queue, job: LiveJob, order: LiveJob[]): QueuePlace | null {
  const { waiting } = job.record
  if (waiting === null || !isWaiting(job)) return null
  const { queued_at, not_before, resume_from } = waiting
  return { position: order.indexOf(job) + 1, queued_at, not_before, resume_from, waiting_for: queue.waitsFor(job) }
}
