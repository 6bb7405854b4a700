import { jobTitle } from '../../core/domain/job/job-title.ts'
import type { CommandName } from '../../core/contract/commands.ts'
import type { JobReply, RetryRequest } from '../../core/contract/jobs.ts'
import type { CommandReply, ResumePoint, ResumeRequest } from '../../core/contract/training.ts'
import { AppError, createAppError } from '../../core/domain/app-error.ts'
import { blindKillMessage } from '../../core/domain/job/stop-ladder.ts'
import { refuseBackup } from '../attempts/resume-point.ts'
import type { FindResumePoint } from '../attempts/resume-point.ts'
import type { UnfollowedTrainings } from '../attempts/unfollowed.ts'
import { describeJob } from './describe-job.ts'
import type { QueueView } from './describe-job.ts'
import { isJobActive, isWaiting, statusOf } from './live-job.ts'
import type { LiveJob } from './live-job.ts'
import type { JobRegistry } from './registry.ts'
import type { Scheduler } from '../queue/scheduler.ts'
import { takenOut } from '../queue/waiting-list.ts'
import type { QueueEntry, WaitingList } from '../queue/waiting-list.ts'

type Args = Record<string, unknown>

/** Acts on one job, which `ref` names by id, number or slug. Errors of each: job_not_found, job_damaged. */
export interface JobControl {
  /** Queues a job that never was queued. Errors: job_active, job_over. */
  start: (ref: string) => Promise<JobReply>
  /** Stops a job at work, and takes a waiting one out of the queue. Errors: not_running. */
  stop: (ref: string, args: Args) => Promise<JobReply>
  /** Errors: not_running. */
  pause: (ref: string, args: Args) => Promise<JobReply>
  /**
   * Goes on in memory when held, else queues the job to go on from a backup, its newest complete one by default.
   * Errors: nothing_to_resume, job_finished; of a named backup also job_active, backup_not_found, file_gone.
   */
  resume: (ref: string, request: ResumeRequest) => Promise<JobReply>
  /**
   * Kills a job at work, at once, and takes a waiting one out of the queue. One whose records are damaged is killed
   * with force only, as nobody knows what it is doing. Errors: not_running, model_being_written.
   */
  kill: (ref: string, args: Args) => Promise<JobReply>
  /** Queues a job that ended. Errors: job_active, nothing_to_resume, job_finished. */
  retry: (ref: string, request: RetryRequest) => Promise<JobReply>
}

/** Where a job that is queued is to go on from. */
interface Origin {
  /** The backup; null: the beginning. */
  find: (job: LiveJob) => Promise<ResumePoint | null>
  /** Whether a job that waits to go on from `queued`, a backup or the beginning, does so already. */
  isMetBy: (queued: string | null) => boolean
}

interface JobControlDeps {
  registry: JobRegistry
  queue: QueueView & Pick<WaitingList, 'enter' | 'leave' | 'skipDelay'> & Pick<Scheduler, 'change'>
  resumePoint: FindResumePoint
  command: (request: { command: CommandName, args: Args, job: string }) => Promise<CommandReply>
  unfollowed: Pick<UnfollowedTrainings, 'list' | 'end'>
}

export function createJobControl (
  { registry, queue, resumePoint, command, unfollowed }: JobControlDeps
): JobControl {
  const reply = (job: LiveJob, message: string, more: Partial<JobReply> = {}): JobReply =>
    ({ job: describeJob(queue, job), command_id: null, resumes_from: null, message, ...more })

  async function send (job: LiveJob, name: CommandName, args: Args = {}): Promise<JobReply> {
    const { command_id, status, message } = await command({ command: name, args, job: job.record.job_id })
    return reply(job, message ?? `${name} is ${status}`, { command_id })
  }

  /**
   * Queues a job that is not at work. One that waits already keeps its place, and goes on from the place of the newest
   * request. The job is found in the queue's turn: it may be gone by then.
   */
  async function requeue (ref: string, cause: QueueEntry['cause'], { find, isMetBy }: Origin): Promise<JobReply> {
    return await queue.change(async () => {
      const job = registry.find(ref)
      if (isJobActive(job)) throw createAppError('job_active', { job: jobTitle(job.record), status: statusOf(job) })
      if (isWaiting(job) && isMetBy(job.record.waiting?.resume_from ?? null)) {
        return reply(job, (await queue.skipDelay(job)) ? 'Already queued; retry delay skipped' : 'Already queued')
      }
      const resumes_from = await find(job)
      const message = resumes_from === null ? 'Waits for its turn' : `Waits for its turn; ${resumes_from.message}`
      const answered = isWaiting(job) ? {} : { retries_used: 0, settled_attempt: job.position.attempt }
      await queue.enter(job, { cause, resume_from: resumes_from?.backup ?? null, message }, answered)
      return reply(job, message, { resumes_from })
    })
  }

  /** Stops a job, by the command `name` when it is at work. */
  async function stop (ref: string, name: 'stop' | 'kill', args: Args): Promise<JobReply> {
    const wasAtRest = isAtRest(registry.find(ref))
    const { job, isOut } = await queue.change(async () => {
      const job = registry.find(ref)
      if (!isAtRest(job)) return { job, isOut: wasAtRest && job.position.state.status === 'stopped' } // at once, twice
      await queue.leave(job, isWaiting(job) ? takenOut : { ...takenOut, message: 'Stopped while it was paused' })
      return { job, isOut: true }
    })
    return isOut ? reply(job, job.position.state.message) : await send(job, name, args)
  }

  async function kill (ref: string, args: Args): Promise<JobReply> {
    const job = registry.findShown(ref)
    if (!unfollowed.list().some(training => training.job === job)) return await stop(ref, 'kill', args)
    if (args.force !== true) {
      const doing = 'is damaged and may be writing a model'
      throw createAppError('model_being_written', { job: jobTitle(job.record), doing })
    }
    await unfollowed.end(job)
    return reply(job, blindKillMessage('its records are damaged'))
  }

  async function startOf (job: LiveJob): Promise<null> {
    const { status } = job.position.state
    if (status !== 'idle') throw createAppError('job_over', { job: jobTitle(job.record), status })
    return null
  }

  async function retryPoint (job: LiveJob, { from }: RetryRequest): Promise<ResumePoint | null> {
    if (from === 'start') return null
    try {
      return await resumePoint(job)
    } catch (error) {
      if (from === 'auto' && error instanceof AppError && error.code === 'nothing_to_resume') return null
      throw error
    }
  }

  return {
    start: async ref => await requeue(ref, 'started', { find: startOf, isMetBy: () => true }),
    stop: async (ref, args) => await stop(ref, 'stop', args),
    pause: async (ref, args) => await send(registry.find(ref), 'pause', args),
    async resume (ref, { model_id }) {
      const job = registry.find(ref)
      if (!isJobActive(job)) {
        return await requeue(ref, 'resumed', {
          find: async job => await resumePoint(job, model_id),
          isMetBy: () => model_id === undefined
        })
      }
      refuseBackup(job, model_id)
      return await send(job, 'resume')
    },
    kill,
    retry: async (ref, request) => await requeue(ref, 'retried', {
      find: async job => await retryPoint(job, request),
      isMetBy: queued => request.from === 'auto' || (request.from === 'start') === (queued === null)
    })
  }
}

/** True of a job that waits, or was paused and released: nothing of it runs, and it may yet go on. */
const isAtRest = (job: LiveJob): boolean =>
  isWaiting(job) || (job.position.state.status === 'paused' && !isJobActive(job))
