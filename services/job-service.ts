import type { CommandName } from '../core/contract/commands.ts'
import type { AttemptSpec } from '../core/contract/journal.ts'
import type { CreatedJob, JobSummary, JobDetails, JobList, JobPatch, JobQuery, JobReply, JobRequest, Queue, QueuePatch, RetryRequest } from '../core/contract/jobs.ts'
import type { CommandReply, ResumePoint } from '../core/contract/training.ts'
import { AppError, createAppError } from '../core/domain/app-error.ts'
import type { Clock } from '../core/domain/clock.ts'
import { pageOfJobs } from '../core/domain/job/job-list.ts'
import { isOver } from '../core/domain/job/retry.ts'
import { createCreateJob } from './jobs/create-job.ts'
import type { Origin } from './jobs/create-job.ts'
import { deleteDamagedJob, deleteJob, finishDeletions } from './jobs/delete-job.ts'
import { dependencies } from './queue/dependencies.ts'
import { describeJob } from './jobs/describe-job.ts'
import type { Devices } from './queue/devices.ts'
import type { Hold } from './queue/hold.ts'
import type { JobFactory } from './jobs/job-factory.ts'
import { patchJob } from './jobs/patch-job.ts'
import type { QueueExit } from './queue/waiting-list.ts'
import type { JobQueue } from './queue/queue.ts'
import type { JobRecordStore } from './jobs/record-store.ts'
import type { Store } from './store/store.ts'
import type { ConfigsOf } from './configs/command-args.ts'
import type { Ingest } from './attempts/ingest.ts'
import type { JobFolders } from './jobs/folders.ts'
import { isJobActive, isWaiting } from './jobs/registry.ts'
import type { LiveJob, JobRegistry } from './jobs/registry.ts'
import { findResumePoint } from './attempts/resume-point.ts'

/** Jobs: made, queued, steered, kept. `ref` is an id, number or slug. */
export interface JobService {
  create: (request: JobRequest, origin?: Origin) => Promise<{ job: CreatedJob, replayed: boolean }>
  list: (query: JobQuery) => JobList
  get: (ref: string) => JobDetails
  patch: (ref: string, patch: JobPatch) => Promise<JobSummary>
  /** A damaged job is deleted by its id alone. Errors: job_active, job_needed, job_damaged. */
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
  reorder: (ref: string, before: string | null) => Promise<JobSummary>
  queue: () => Promise<Queue>
  hold: (patch: QueuePatch) => Promise<Queue>
  /** Nothing more happens to it unless somebody asks. */
  isOver: (job_id: string) => boolean
  /** An attempt that had these devices ended: its job is tried again or left, and the next one starts. */
  onOver: (devices: readonly string[]) => void
  /** After a restart: takes up what the last server left undone. */
  begin: () => Promise<void>
}

interface JobServiceDeps {
  registry: JobRegistry
  store: Store
  folders: JobFolders
  records: JobRecordStore
  ingest: Pick<Ingest, 'updateJob'>
  factory: JobFactory
  queue: JobQueue
  devices: Devices
  hold: Hold
  configsOf: ConfigsOf
  serving: AttemptSpec['trainer']
  clock: Clock
  inTurn: <T>(act: () => Promise<T>) => Promise<T>
  command: (request: { command: CommandName, args?: Record<string, unknown>, job: string }) => Promise<CommandReply>
}

export function createJobService (deps: JobServiceDeps): JobService {
  const { registry, folders, store, queue, hold, inTurn } = deps
  const make = createCreateJob(deps)
  const resumePoint = async (job: LiveJob): Promise<ResumePoint> => await findResumePoint({ store, folders }, job)
  const report = (job: LiveJob): JobSummary => describeJob(queue, job)
  const reports = (jobs: LiveJob[], waiting = queue.waiting()): JobSummary[] => jobs.map(job => describeJob(queue, job, waiting))
  const replied = (job: LiveJob, message: string, more: Partial<JobReply> = {}): JobReply => ({ job: report(job), command_id: null, resumes_from: null, message, ...more })

  /** Changes the queue, one at a time, and lets it look who can start. */
  async function change<T> (act: () => Promise<T>): Promise<T> {
    try {
      return await inTurn(act)
    } finally {
      queue.scheduleRound()
    }
  }

  async function ask (job: LiveJob, command: CommandName, args: Record<string, unknown> = {}): Promise<JobReply> {
    const { command_id, status } = await deps.command({ command, args, job: job.record.job_id })
    return replied(job, `${command} is ${status}`, { command_id })
  }

  function refuseActive (job: LiveJob): void {
    if (isJobActive(job)) throw createAppError('job_active', { job_id: job.record.job_id, status: job.isReserved ? 'starting' : job.position.state.status })
  }

  /** Lets a job that is not at work wait for its next attempt. The job is looked up when its turn has come: it may be gone by then. */
  const requeue = async (ref: string, cause: 'started' | 'resumed' | 'retried', from: (job: LiveJob) => Promise<ResumePoint | null>): Promise<JobReply> => await change(async () => {
    const job = registry.find(ref)
    refuseActive(job)
    if (isWaiting(job)) return await skipRetryDelay(job)
    const resumes_from = await from(job)
    const message = resumes_from === null ? 'Waits for its turn' : `Waits for its turn; ${resumes_from.message}`
    await queue.enter(job, { cause, resume_from: resumes_from?.backup ?? null, message }, { retries_used: 0, settled_attempt: job.position.attempt })
    return replied(job, message, { resumes_from })
  })

  /** A job that waits before it is tried again by itself need not, once somebody asks for it. */
  async function skipRetryDelay (job: LiveJob): Promise<JobReply> {
    const { waiting } = job.record
    if (waiting?.not_before == null) return replied(job, 'It waits already')
    await deps.records.update(job, { waiting: { ...waiting, not_before: null } })
    return replied(job, 'It waits already, and from now on only for its turn')
  }

  async function stop (ref: string, args: Record<string, unknown>): Promise<JobReply> {
    const { job, left } = await change(async () => {
      const job = registry.find(ref)
      const released = job.position.state.status === 'paused' && !isJobActive(job)
      const left = isWaiting(job) || released
      if (left) await queue.leave(job, { status: 'stopped', reason: 'user_stop', message: released ? 'Stopped while it was paused' : 'Taken out of the queue' })
      return { job, left }
    })
    return left ? replied(job, job.position.state.message) : await ask(job, 'stop', args)
  }

  async function resume (ref: string): Promise<JobReply> {
    const job = registry.find(ref)
    return isJobActive(job) ? await ask(job, 'resume') : await requeue(ref, 'resumed', resumePoint)
  }

  async function retryFrom (job: LiveJob, { from }: RetryRequest): Promise<ResumePoint | null> {
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
    return { held: hold.held(), waiting: reports(queue.waiting()), devices: devices.map(({ device, name, job }) => ({ device, name, job_id: job?.record.job_id ?? null })) }
  }

  /** A job whose record and last event disagree: a server ended between the two. */
  async function reconcile (job: LiveJob): Promise<void> {
    const queued = job.position.state.status === 'queued'
    if (isWaiting(job) && !queued) await queue.announce(job)
    if (!isWaiting(job) && queued && !isJobActive(job)) await queue.leave(job, leaveOf(dependencies(registry, job).failed))
  }

  return {
    async create (request, origin) {
      const { job, warnings, replayed } = await make(request, origin)
      return { job: { ...report(job), ...(warnings.length === 0 ? {} : { warnings }) }, replayed }
    },
    list (query) {
      const page = pageOfJobs(reports([...registry.all(), ...registry.damaged()]), query)
      if (page === null) throw createAppError('invalid_cursor', { cursor: query.cursor ?? '' })
      return page
    },
    get (ref) {
      const job = registry.findShown(ref)
      return { ...report(job), config: job.config, state: job.position.state }
    },
    async patch (ref, patch) {
      return await change(async () => {
        const job = registry.find(ref)
        await patchJob(deps, job, patch)
        return report(job)
      })
    },
    async remove (ref, files) {
      const damaged = registry.damaged().find(({ record }) => record.job_id === ref)
      if (damaged !== undefined) return await change(async () => { await deleteDamagedJob(deps, damaged, files) })
      const found = registry.find(ref)
      if (!isJobActive(found)) await found.attempt?.over // its runner still closes the books in that folder
      await change(async () => { await deleteJob(deps, registry.find(ref), files) })
    },
    async start (ref) {
      return await requeue(ref, 'started', async job => {
        const { status } = job.position.state
        if (status !== 'idle') throw createAppError('job_over', { job_id: job.record.job_id, status })
        return null
      })
    },
    stop,
    pause: async (ref, args) => await ask(registry.find(ref), 'pause', args),
    resume,
    kill: async ref => await stop(ref, { force: true }),
    async retry (ref, request) {
      return await requeue(ref, 'retried', async job => await retryFrom(job, request))
    },
    async reorder (ref, before) {
      return await change(async () => {
        const job = registry.find(ref)
        const other = before === null ? null : registry.find(before)
        for (const one of [job, other ?? job]) if (!isWaiting(one)) throw createAppError('job_not_waiting', { job_id: one.record.job_id, status: one.position.state.status })
        await queue.move(job, other)
        return report(job)
      })
    },
    queue: describeQueue,
    async hold ({ held, until_restart }) {
      await change(async () => { await hold.set(held, until_restart) })
      return await describeQueue()
    },
    isOver (job_id) {
      const job = registry.byId(job_id)
      return job === undefined || isOver(job.record, job.position.state, job.position.attempt)
    },
    onOver (devices) {
      queue.release(devices)
      queue.scheduleRound()
    },
    async begin () {
      await finishDeletions(deps)
      for (const job of registry.all()) await inTurn(async () => { await reconcile(job) })
      queue.scheduleRound()
    }
  }
}

const leaveOf = (lost: string | null): QueueExit =>
  lost === null ? { status: 'stopped', reason: 'user_stop', message: 'Taken out of the queue' } : { status: 'error', reason: 'dependency_failed', message: lost }
