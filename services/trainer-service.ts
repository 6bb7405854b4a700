import { jobTitle } from '../core/domain/job/job-title.ts'
import type { Command, CommandName } from '../core/contract/commands.ts'
import type { JobRecord } from '../core/contract/job-record.ts'
import type {
  CommandReply, ResumePoint, ResumeRequest, StartReply, StartRequest, TrainingProgress, TrainingState
} from '../core/contract/training.ts'
import { createAppError } from '../core/domain/app-error.ts'
import type { Clock } from '../core/domain/clock.ts'
import { timestampNow } from '../core/domain/clock.ts'
import { progressReport } from '../core/domain/job/progress-report.ts'
import { isActive } from '../core/domain/job/state.ts'
import { labelsFrom } from '../core/domain/person-name.ts'
import type { SendCommand } from './attempts/command-sender.ts'
import { answerRepeat } from './attempts/repeated-command.ts'
import type { CommandAnswer } from './attempts/repeated-command.ts'
import { refuseBackup } from './attempts/resume-point.ts'
import type { FindResumePoint } from './attempts/resume-point.ts'
import type { Trainers } from './attempts/trainers.ts'
import type { ConfigLibrary } from './configs/config-library.ts'
import { chooseConfig } from './configs/choose-config.ts'
import { fitToJob, parseCommandArgs } from './configs/command-args.ts'
import type { ConfigsOf } from './configs/command-args.ts'
import type { JobFactory } from './jobs/job-factory.ts'
import { idempotencyRecord, jobOfKey } from './jobs/idempotency.ts'
import { isJobActive, latestState, statusOf } from './jobs/live-job.ts'
import type { LiveJob } from './jobs/live-job.ts'
import { alreadyRunning, notRunning, summary } from './jobs/registry.ts'
import type { JobRegistry } from './jobs/registry.ts'
import type { Claims } from './queue/claims.ts'
import type { Store, StoredCommand } from './store/store.ts'
import type { Ids } from './system/ids.ts'

export interface CommandRequest {
  command: CommandName
  args?: Record<string, unknown> | undefined
  /** Where the arguments stand in the request, as a JSON pointer; errors name fields by it. */
  args_at?: string
  id?: string | undefined
  /** The Idempotency-Key that the id was made of; errors name it. */
  key?: string | undefined
  job?: string | undefined
}

/** The trainer as one thing: the current job, or the one that `job` names by id, number or slug. */
export interface TrainerService {
  /**
   * Starts a training now, ahead of the queue; requests with one key start one. Errors: already_running,
   * config_invalid, launch_failed, idempotency_conflict.
   */
  start: (request: StartRequest, key?: string) => Promise<StartReply>
  /**
   * Goes on: in memory when held, else as a new attempt from a backup, the newest complete one by default. Errors:
   * those of resumePoint; job_active where a backup is named for a job at work.
   */
  resume: (job?: string, request?: ResumeRequest) => Promise<CommandReply | StartReply>
  /**
   * What a new attempt would go on from. Errors: not_running when there is no job, already_running, nothing_to_resume,
   * job_finished; of a named backup also backup_not_found, file_gone.
   */
  resumePoint: (job?: string, request?: ResumeRequest) => Promise<ResumePoint>
  /**
   * Sends a command; a repeated one is answered with what came of the first. Errors: invalid_request,
   * idempotency_conflict, not_running, not_paused, sample_invalid, model_being_written.
   */
  command: (request: CommandRequest) => Promise<CommandAnswer>
  /** Errors: command_not_found. */
  commandById: (command_id: string) => Promise<Command>
  /** What may be in a custom sample of the current job, or of the config that would be started now, as JSON Schema. */
  sampleSchema: (job?: string) => Record<string, unknown>
  getState: (job?: string) => TrainingState
  getProgress: (job?: string) => TrainingProgress
}

interface TrainerServiceDeps {
  registry: JobRegistry
  claim: Claims['claim']
  factory: JobFactory
  /** What is trained: the trainer that serves, its configs, and those of each kind of trainer. */
  trainer: { trainers: Trainers, configs: ConfigLibrary, configsOf: ConfigsOf }
  /** How commands are sent and looked up. */
  commands: { send: SendCommand, find: Store['command'] }
  resumePoint: FindResumePoint
  machine: { clock: Clock, ids: Ids }
}

/** Made once. It decides; starting, following and reading are modules beside it. */
export function createTrainerService (deps: TrainerServiceDeps): TrainerService {
  const { registry, claim, factory, commands, machine: { clock, ids } } = deps
  const { trainers, configs, configsOf } = deps.trainer

  async function start (request: StartRequest, key?: string): Promise<StartReply> {
    const { name, ...choice } = request
    const idempotency = key === undefined ? null : idempotencyRecord(key, request)
    const started = idempotency === null ? undefined : jobOfKey(registry, idempotency)
    if (started !== undefined) return startReply(started)
    const labels = labelsFrom({ name })
    refuseWhileBusy()
    const { config, warnings } = await chooseConfig(configs, choice)
    const { job, ...reservation } = await claim(() =>
      factory.build({ trainer: trainers.serving.kind, waiting: atOnce(), idempotency, ...labels }, config)
    )
    try {
      await factory.persist(job)
    } catch (error) {
      reservation.release()
      throw error
    }
    await reservation.start(null, async () => { if (job.position.attempt === 0) await factory.rollback(job) })
    return warnings.length === 0 ? startReply(job) : { ...startReply(job), warnings }
  }

  /** A server that dies before the attempt is written finds the job waiting when it comes back. */
  const atOnce = (): JobRecord['waiting'] =>
    ({ for_attempt: 1, rank: 0, queued_at: timestampNow(clock), not_before: null, resume_from: null })

  /** Refuses early, before a config is checked: a start ahead of the queue needs a machine on which nothing trains. */
  function refuseWhileBusy (): void {
    const [job] = registry.active()
    if (job !== undefined) throw alreadyRunning(job)
  }

  async function resume (ref?: string, { model_id }: ResumeRequest = {}): Promise<CommandReply | StartReply> {
    const current = registry.current(ref)
    if (current === undefined || isJobActive(current)) {
      if (current !== undefined) refuseBackup(current, model_id)
      return await command({ command: 'resume', job: ref })
    }
    refuseWhileBusy()
    const { job, ...reservation } = await claim(() => registry.find(current.record.job_id))
    let resumes_from: ResumePoint
    try {
      resumes_from = await deps.resumePoint(job, model_id)
    } catch (error) {
      reservation.release()
      throw error
    }
    await reservation.start(resumes_from.backup)
    return { ...startReply(job), resumes_from }
  }

  async function command (request: CommandRequest): Promise<CommandAnswer> {
    const { command, id = ids.uuid(), args_at: at } = request
    const parsed: Record<string, unknown> = parseCommandArgs(command, request.args ?? {}, at)
    const first = request.id === undefined ? undefined : await commands.find(id)
    if (first !== undefined) return await repeat(first, { ...request, args: parsed })
    const job = runningJob(request)
    const args = await fitToJob(configsOf, job, { command, args: parsed, at })
    return await commands.send(job, { id, command, args })
  }

  /** Answers a command under a known id. Its job may be over by now, or damaged. */
  async function repeat (
    first: StoredCommand, { command, args = {}, args_at: at, job: ref, key }: CommandRequest
  ): Promise<CommandAnswer> {
    const job = ref === undefined ? registry.current() : registry.findShown(ref)
    const isOther = job?.record.job_id !== first.job_id || command !== first.command
    const asked = isOther || job === undefined ? args : await fitToJob(configsOf, job, { command, args, at })
    const name = key === undefined ? undefined : `Idempotency-Key "${key}"`
    return answerRepeat(first, { job_id: job?.record.job_id, command, args: asked }, name)
  }

  function runningJob ({ command, job: ref }: CommandRequest): LiveJob {
    const job = registry.current(ref)
    if (job === undefined || !isJobActive(job)) throw notRunning(job)
    if (job.unfollowed !== null) {
      throw createAppError('job_damaged', {
        job: jobTitle(job.record), job_id: job.record.job_id, problem: job.unfollowed
      })
    }
    const { is_training, pending_commands } = latestState(job)
    const status = statusOf(job)
    const isPausing = pending_commands.some(pending => pending.command === 'pause')
    if (command === 'resume' && !(status === 'paused' && is_training) && !isPausing) {
      throw createAppError('not_paused', { job: jobTitle(job.record), status }, { jobs: [summary(job)] })
    }
    return job
  }

  function getState (ref?: string): TrainingState {
    const job = registry.current(ref)
    return job === undefined ? registry.currentState() : registry.stateOf(job, clock)
  }

  return {
    start,
    resume,
    async resumePoint (ref, { model_id } = {}) {
      const job = registry.current(ref)
      if (job === undefined) throw notRunning(job)
      if (isJobActive(job)) {
        throw alreadyRunning(job)
      }
      return await deps.resumePoint(job, model_id)
    },
    command,
    async commandById (command_id) {
      const row = await commands.find(command_id)
      if (row === undefined) throw createAppError('command_not_found', { command_id })
      return toCommand(row)
    },
    sampleSchema (ref) {
      const job = registry.current(ref)
      if (job !== undefined) return configsOf(job.record.trainer).sampleSchema(job.config)
      return configs.sampleSchema(configs.current().config)
    },
    getState,
    getProgress: ref => progressReport(getState(ref))
  }
}

function startReply ({ record, position }: LiveJob): StartReply {
  const { job_id, job_number, job_slug } = record
  const { attempt, state } = position
  const status = isActive(state) || state.status === 'error' ? state.status : 'starting'
  return { job_id, job_number, job_slug, attempt, status }
}

function toCommand (row: StoredCommand): Command {
  const { command_id, job_id, message, created_at, ended_at } = row
  const file = row.file === null ? null : JSON.parse(row.file) as Command['file'] // as: only files are put there
  const { command, status } = row as Pick<Command, 'command' | 'status'> // as: only commands are put there
  return { command_id, job_id, command, status, message, file, created_at, ended_at }
}
