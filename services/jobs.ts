import type { CommandName } from '../src/contract/commands.ts'
import type { AttemptSpec } from '../src/contract/journal.ts'
import type { CreatedJob, Job as JobReport, JobDetails, JobList, JobPatch, JobQuery, JobReply, JobRequest, Queue, RetryRequest } from '../src/contract/jobs.ts'
import type { CommandReply, ResumePoint } from '../src/contract/training.ts'
import { AppError, createAppError } from '../src/domain/app-error.ts'
import type { Clock } from '../src/domain/clock.ts'
import { pageOfJobs } from '../src/domain/job-list.ts'
import { isOver } from '../src/domain/retry.ts'
import { createCreateJob } from './jobs/create-job.ts'
import type { Origin } from './jobs/create-job.ts'
import { deleteJob, finishDeletions } from './jobs/delete-job.ts'
import { describeJob } from './jobs/describe-job.ts'
import type { Devices } from './jobs/devices.ts'
import type { Hold } from './jobs/hold.ts'
import type { JobMaker } from './jobs/keep-job.ts'
import { patchJob } from './jobs/patch-job.ts'
import type { JobQueue } from './jobs/queue.ts'
import type { Records } from './jobs/records.ts'
import { settle } from './jobs/settle.ts'
import type { Store } from './store/store.ts'
import type { ConfigsOf } from './training/command-args.ts'
import type { JobFolders } from './training/job-folders.ts'
import { isJobActive, isWaiting } from './training/job-registry.ts'
import type { Job, JobRegistry } from './training/job-registry.ts'
import { findResumePoint } from './training/resume-point.ts'

/** Jobs: made, queued, steered, kept. `ref` is an id, number or slug. */
export interface Jobs {
  create: (request: JobRequest, origin?: Origin) => Promise<{ job: CreatedJob, replayed: boolean }>
  list: (query: JobQuery) => JobList
  get: (ref: string) => JobDetails
  patch: (ref: string, patch: JobPatch) => Promise<JobReport>
  /** Errors: job_active, job_needed. */
  remove: (ref: string, files: boolean) => Promise<void>
  /** Queues a job that never was. Errors: job_active, job_over. */
  start: (ref: string) => Promise<JobReply>
  /** Stops what runs, and takes what waits out of the queue. */
  stop: (ref: string, args: Record<string, unknown>) => Promise<JobReply>
  pause: (ref: string, args: Record<string, unknown>) => Promise<JobReply>
  /** Goes on: in memory when held, else it is queued to go on from its newest complete backup. */
  resume: (ref: string) => Promise<JobReply>
  kill: (ref: string) => Promise<JobReply>
  /** Queues a job that ended. Errors: job_active, nothing_to_resume, job_finished. */
  retry: (ref: string, request: RetryRequest) => Promise<JobReply>
  reorder: (ref: string, before: string | null) => Promise<JobReport>
  queue: () => Promise<Queue>
  hold: (held: boolean) => Promise<Queue>
  /** Nothing more happens to it unless somebody asks. */
  isOver: (job_id: string) => boolean
  /** An attempt ended: the job is tried again or left, and the next one starts. */
  onOver: (job: Job) => void
  /** After a restart: takes up what the last server left undone. */
  begin: () => Promise<void>
}

interface Deps {
  registry: JobRegistry
  store: Store
  folders: JobFolders
  records: Records
  maker: JobMaker
  queue: JobQueue
  devices: Devices
  hold: Hold
  configsOf: ConfigsOf
  serving: AttemptSpec['trainer']
  clock: Clock
  inTurn: <T>(act: () => Promise<T>) => Promise<T>
  command: (request: { command: CommandName, args?: Record<string, unknown>, job: string }) => Promise<CommandReply>
  log: { warn: (facts: object, message: string) => void }
}

export function createJobs (deps: Deps): Jobs {
  const { registry, store, folders, records, queue, hold, inTurn, log } = deps
  const make = createCreateJob(deps)
  const resumePoint = async (job: Job): Promise<ResumePoint> => await findResumePoint({ store, folders }, job)
  const report = (job: Job): JobReport => describeJob(queue, job)
  const replied = (job: Job, message: string, more: Partial<JobReply> = {}): JobReply => ({ job: report(job), command_id: null, resumes_from: null, message, ...more })

  /** Changes the queue, one at a time, and lets it look who can start. */
  async function change<T> (act: () => Promise<T>): Promise<T> {
    try {
      return await inTurn(act)
    } finally {
      queue.poke()
    }
  }

  async function ask (job: Job, command: CommandName, args: Record<string, unknown> = {}): Promise<JobReply> {
    const { command_id, status } = await deps.command({ command, args, job: job.facts.job_id })
    return replied(job, `${command} is ${status}`, { command_id })
  }

  function refuseActive (job: Job): void {
    if (isJobActive(job)) throw createAppError('job_active', { job_id: job.facts.job_id, status: job.claimed ? 'starting' : job.position.state.status })
  }

  /** Lets a job that is not at work wait for its next attempt. */
  const again = async (job: Job, cause: 'started' | 'resumed' | 'retried', from: () => Promise<ResumePoint | null>): Promise<JobReply> => await change(async () => {
    refuseActive(job)
    if (isWaiting(job)) return replied(job, 'It waits already')
    const resumes_from = await from()
    const message = resumes_from === null ? 'Waits for its turn' : `Waits for its turn; ${resumes_from.message}`
    await queue.enter(job, { cause, resume_from: resumes_from?.backup ?? null, message }, { retries_used: 0, settled_attempt: job.position.attempt })
    return replied(job, message, { resumes_from })
  })

  async function stop (ref: string, args: Record<string, unknown>): Promise<JobReply> {
    const job = registry.find(ref)
    const left = await change(async () => {
      const released = job.position.state.status === 'paused' && !isJobActive(job)
      if (!isWaiting(job) && !released) return false
      await queue.leave(job, { status: 'stopped', reason: 'user_stop', message: released ? 'Stopped while it was paused' : 'Taken out of the queue' })
      return true
    })
    return left ? replied(job, job.position.state.message) : await ask(job, 'stop', args)
  }

  async function resume (ref: string): Promise<JobReply> {
    const job = registry.find(ref)
    return isJobActive(job) ? await ask(job, 'resume') : await again(job, 'resumed', async () => await resumePoint(job))
  }

  async function retryFrom (job: Job, { from }: RetryRequest): Promise<ResumePoint | null> {
    if (from === 'start') return null
    try {
      return await resumePoint(job)
    } catch (error) {
      if (from === 'auto' && error instanceof AppError && error.code === 'nothing_to_resume') return null
      throw error
    }
  }

  const describeQueue = async (): Promise<Queue> => {
    const devices = await queue.devices()
    return { held: hold.held(), waiting: queue.waiting().map(report), devices: devices.map(({ device, name, job }) => ({ device, name, job_id: job?.facts.job_id ?? null })) }
  }

  async function settleJob (job: Job): Promise<void> {
    await change(async () => { await settle({ queue, records, resumePoint }, job) })
  }

  return {
    async create (request, origin) {
      const { job, warnings, replayed } = await make(request, origin)
      return { job: { ...report(job), ...(warnings.length === 0 ? {} : { warnings }) }, replayed }
    },
    list (query) {
      const page = pageOfJobs(registry.all().map(report), query)
      if (page === null) throw createAppError('invalid_cursor', { cursor: query.cursor ?? '' })
      return page
    },
    get (ref) {
      const job = registry.find(ref)
      return { ...report(job), config: job.config, state: job.position.state }
    },
    async patch (ref, patch) {
      const job = registry.find(ref)
      await change(async () => { await patchJob(deps, job, patch) })
      return report(job)
    },
    async remove (ref, files) {
      const job = registry.find(ref)
      await change(async () => { await deleteJob(deps, job, files) })
    },
    async start (ref) {
      const job = registry.find(ref)
      const { status } = job.position.state
      if (status !== 'idle' && status !== 'queued' && !isJobActive(job)) throw createAppError('job_over', { job_id: job.facts.job_id, status })
      return await again(job, 'started', async () => null)
    },
    stop,
    pause: async (ref, args) => await ask(registry.find(ref), 'pause', args),
    resume,
    kill: async ref => await stop(ref, { force: true }),
    async retry (ref, request) {
      const job = registry.find(ref)
      return await again(job, 'retried', async () => await retryFrom(job, request))
    },
    async reorder (ref, before) {
      const job = registry.find(ref)
      const other = before === null ? null : registry.find(before)
      await change(async () => {
        for (const one of [job, other ?? job]) if (!isWaiting(one)) throw createAppError('job_not_waiting', { job_id: one.facts.job_id, status: one.position.state.status })
        await queue.move(job, other)
      })
      return report(job)
    },
    queue: describeQueue,
    async hold (held) {
      await change(async () => { await hold.set(held) })
      return await describeQueue()
    },
    isOver (job_id) {
      const job = registry.byId(job_id)
      return job === undefined || isOver(job.facts, job.position.state, job.position.attempt)
    },
    onOver (job) {
      queue.release(job.devices)
      settleJob(job).catch(err => { log.warn({ err, job_id: job.facts.job_id }, 'the end of an attempt could not be answered') })
    },
    async begin () {
      await finishDeletions(deps)
      for (const job of registry.all()) {
        const { status } = job.position.state
        await inTurn(async () => {
          if (isWaiting(job) && status !== 'queued') await queue.announce(job)
          else if (!isWaiting(job) && status === 'queued' && !isJobActive(job)) await queue.leave(job, { status: 'stopped', reason: 'user_stop', message: 'Taken out of the queue' })
          else if (job.position.ended) await settle({ queue, records, resumePoint }, job)
        })
      }
      queue.poke()
    }
  }
}
