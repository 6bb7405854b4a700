import type { Command, CommandArgs, CommandName } from '../core/contract/commands.ts'
import type { JobRecord } from '../core/contract/job-record.ts'
import type { CommandReply, ResumePoint, StartReply, StartRequest, TrainingProgress, TrainingState } from '../core/contract/training.ts'
import { createAppError } from '../core/domain/app-error.ts'
import { progressReport } from '../core/domain/job/progress-report.ts'
import { isActive } from '../core/domain/job/state.ts'
import type { ConfigLibrary } from './configs/builtin-library.ts'
import type { JobFactory } from './jobs/job-factory.ts'
import type { JobQueue } from './queue/queue.ts'
import { chooseConfig } from './configs/choose-config.ts'
import type { AttemptStarter, AttemptStarterDeps } from './attempts/start.ts'
import { alreadyRunning, isJobActive } from './jobs/registry.ts'
import type { LiveJob, JobRegistry } from './jobs/registry.ts'
import { fitToJob, parseCommandArgs } from './configs/command-args.ts'
import type { ConfigsOf } from './configs/command-args.ts'
import { findResumePoint } from './attempts/resume-point.ts'
import type { CommandRow } from './store/store.ts'

/** `args_at`: where the arguments stand in what was sent, as a JSON pointer; errors name fields by it. */
export interface CommandRequest { command: CommandName, args?: Record<string, unknown> | undefined, args_at?: string, id?: string | undefined, job?: string | undefined }

/** The singleton of the seeds: everything that can be done with a training. `job` is an id, number or slug. */
export interface TrainerService {
  /** Makes a config the active one; the status becomes `initialized`. */
  initialise: (config: Record<string, unknown>) => Promise<void>
  start: (request: StartRequest) => Promise<StartReply>
  command: (request: CommandRequest) => Promise<CommandReply>
  commandById: (command_id: string) => Promise<Command>
  stop: (args?: Partial<CommandArgs['stop']>, job?: string) => Promise<CommandReply>
  pause: (args?: Partial<CommandArgs['pause']>, job?: string) => Promise<CommandReply>
  /** Goes on: in memory when held, else as a new attempt from the newest complete backup. */
  resume: (job?: string) => Promise<CommandReply | StartReply>
  /** What a new attempt would go on from. Errors: not_running when there is no job, already_running, nothing_to_resume, job_finished. */
  resumePoint: (job?: string) => Promise<ResumePoint>
  sampleDefault: (job?: string) => Promise<CommandReply>
  sampleCustom: (sample: Record<string, unknown>, job?: string) => Promise<CommandReply>
  /** What may be in a custom sample of the current job, or of what would be started now, as JSON Schema. */
  sampleSchema: (job?: string) => Record<string, unknown>
  backup: (job?: string) => Promise<CommandReply>
  save: (job?: string) => Promise<CommandReply>
  getState: (job?: string) => TrainingState
  getProgress: (job?: string) => TrainingProgress
}

type TrainerServiceDeps = { registry: JobRegistry } & Pick<AttemptStarterDeps, 'store' | 'folders' | 'trainers' | 'clock' | 'ids' | 'crash'> & { starter: Pick<AttemptStarter, 'begin'>, factory: JobFactory, queue: Pick<JobQueue, 'claim' | 'scheduleRound'>, configs: ConfigLibrary, configsOf: ConfigsOf }

/** Made once, in app.ts. It decides; starting, following and reading are modules beside it. */
export function createTrainerService (deps: TrainerServiceDeps): TrainerService {
  const { store, registry, starter: starter, factory: factory, queue, trainers, configs, configsOf, clock, ids, crash } = deps

  async function start ({ name, ...choice }: StartRequest): Promise<StartReply> {
    refuseWhileBusy()
    const { config, warnings } = await chooseConfig(configs, choice)
    const job = await queue.claim(() => factory.build({ trainer: trainers.serving.kind, waiting: atOnce(), ...(name === undefined ? {} : { job_name: name }) }, config))
    try {
      await factory.persist(job)
      const reply = await begin(job, null)
      return warnings.length === 0 ? reply : { ...reply, warnings }
    } catch (error) {
      if (job.position.attempt === 0) await factory.rollback(job)
      throw error
    } finally {
      releaseClaim(job)
    }
  }

  /** A server that dies before the attempt is written finds the job waiting when it comes back. */
  const atOnce = (): JobRecord['waiting'] => ({ for_attempt: 1, rank: 0, queued_at: new Date(clock.now()).toISOString(), not_before: null, resume_from: null })

  async function begin (job: LiveJob, resume_from: string | null): Promise<StartReply> {
    await starter.begin(job, { resume_from, devices: job.devices })
    const { job_id, job_number, job_slug } = job.record
    const { status } = job.position.state
    return { job_id, job_number, job_slug, attempt: job.position.attempt, status: isActive(job.position.state) || status === 'error' ? status : 'starting' }
  }

  /** Before anything is looked at: with one device, whoever trains on it has it. */
  function refuseWhileBusy (): void {
    const [job] = registry.active()
    if (job !== undefined) throw alreadyRunning(job)
  }

  async function command (request: CommandRequest): Promise<CommandReply> {
    const asked: Record<string, unknown> = parseCommandArgs(request.command, request.args ?? {}, request.args_at)
    const repeated = request.id === undefined ? undefined : await store.command(request.id)
    if (repeated !== undefined) return toReply(repeated)
    const job = runningJob(request)
    const args = await fitToJob(configsOf, job, { command: request.command, args: asked, at: request.args_at })
    const stopping = request.command === 'stop' && args.force !== true ? job.position.state.pending_commands.find(pending => pending.command === 'stop') : undefined
    if (stopping !== undefined) return { ...stopping, job_id: job.record.job_id }
    const { job_number, job_id } = job.record
    const command_id = request.id ?? ids.uuid()
    const row: CommandRow = { command_id, job_number, command: request.command, args: JSON.stringify(args), status: 'sent', message: '', file: null, created_at: new Date(clock.now()).toISOString(), ended_at: null }
    await store.addCommand(row)
    crash('after-command-row')
    const answer = await job.attempt?.send({ id: command_id, command: request.command, args })
    crash('after-command-sent')
    if (answer === 'ended') {
      await store.failCommand(command_id, 'The training had ended', new Date(clock.now()).toISOString())
      throw createAppError('not_running', { status: job.position.state.status })
    }
    return { command_id, command: request.command, job_id, status: answer ?? 'sent' }
  }

  function runningJob ({ command, job: ref }: CommandRequest): LiveJob {
    const job = registry.current(ref)
    if (job === undefined || !isJobActive(job)) throw createAppError('not_running', { status: job?.position.state.status ?? 'idle' })
    const { status, is_training } = job.position.state
    const pausing = job.position.state.pending_commands.some(pending => pending.command === 'pause')
    if (command === 'resume' && !(status === 'paused' && is_training) && !pausing) throw createAppError('not_paused', { status })
    return job
  }

  async function resume (ref?: string): Promise<CommandReply | StartReply> {
    const job = registry.current(ref)
    if (job === undefined || isJobActive(job)) return await command({ command: 'resume', ...(ref === undefined ? {} : { job: ref }) })
    refuseWhileBusy()
    await queue.claim(() => registry.find(job.record.job_id))
    try {
      const resumes_from = await findResumePoint(deps, job)
      return { ...await begin(job, resumes_from.backup), resumes_from }
    } finally {
      releaseClaim(job)
    }
  }

  /** Whoever waits for the device may have it if nothing came of this. */
  function releaseClaim (job: LiveJob): void {
    job.isReserved = false
    queue.scheduleRound()
  }

  async function resumePoint (ref?: string): Promise<ResumePoint> {
    const job = registry.current(ref)
    if (job === undefined) throw createAppError('not_running', { status: 'idle' })
    if (isJobActive(job)) throw createAppError('already_running', { job_id: job.record.job_id, status: job.position.state.status })
    return await findResumePoint(deps, job)
  }

  const ask = async <N extends CommandName>(name: N, args: Record<string, unknown>, job?: string): Promise<CommandReply> =>
    await command({ command: name, args, ...(job === undefined ? {} : { job }) })
  const getState = (job?: string): TrainingState => job === undefined ? registry.currentState() : registry.find(job).position.state

  return {
    initialise: async config => { await configs.activate({ config }) },
    start,
    command,
    resume,
    resumePoint,
    async commandById (command_id) {
      const row = await store.command(command_id)
      if (row === undefined) throw createAppError('command_not_found', { command_id })
      return toCommand(row)
    },
    stop: async (args = {}, job) => await ask('stop', args, job),
    pause: async (args = {}, job) => await ask('pause', args, job),
    sampleDefault: async job => await ask('sample_default', {}, job),
    sampleCustom: async (sample, job) => await ask('sample_custom', sample, job),
    sampleSchema (ref) {
      const job = registry.current(ref)
      return job === undefined ? configs.sampleSchema((configs.active() ?? configs.defaults()).config) : configsOf(job.record.trainer).sampleSchema(job.config)
    },
    backup: async job => await ask('backup', {}, job),
    save: async job => await ask('save', {}, job),
    getState,
    getProgress: job => progressReport(getState(job))
  }
}

type Row = CommandRow & { job_id: string }
const toReply = ({ command_id, command, job_id, status }: Row): CommandReply => ({ command_id, command: command as CommandName, job_id, status })

function toCommand (row: Row): Command {
  const { command_id, job_id, message, created_at, ended_at } = row
  const file = row.file === null ? null : JSON.parse(row.file) as Command['file']
  return { command_id, job_id, command: row.command as CommandName, status: row.status as Command['status'], message, file, created_at, ended_at }
}
