import type { SentCommand } from '../../core/contract/commands.ts'
import type { CommandName } from '../../core/contract/commands.ts'
import type { JournalEvent, Limits } from '../../core/contract/journal.ts'
import { PROTOCOL_VERSION } from '../../core/contract/values.ts'
import type { TrainerKind } from '../../core/contract/values.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { deviceEnv, deviceNeed } from '../../core/domain/job/device-need.ts'
import type { EventStream } from '../stream/event-stream.ts'
import type { Ids } from '../system/ids.ts'
import type { Store } from '../store/store.ts'
import { followAttempt } from './follow.ts'
import { makeAttemptSpec } from './spec.ts'
import type { Trainers } from './spec.ts'
import type { Ingest } from './ingest.ts'
import type { JobFolders } from '../jobs/folders.ts'
import type { AttemptOnDisk } from '../jobs/job-on-disk.ts'
import type { LiveJob } from '../jobs/registry.ts'
import type { Launch } from './launcher.ts'

/** A named point where a crash test ends the process. Does nothing in earnest. */
export type CrashPoint = (name: 'after-spec' | 'after-rows' | 'after-launch' | 'after-command-row' | 'after-command-sent') => void

export interface AttemptStarterDeps {
  store: Store
  stream: EventStream
  ingest: Ingest
  folders: JobFolders
  launch: Launch
  trainers: Trainers
  limits: Limits
  socket_dir: string
  clock: Clock
  ids: Ids
  crash: CrashPoint
  /** An attempt is over: its last event is in the store and its runner is gone. `devices`: what it had. */
  onOver: (devices: readonly string[]) => void
  log: { warn: (facts: object, message: string) => void }
}

/** What an attempt starts with. */
export interface Start { resume_from: string | null, devices: string[] }

/** Brings attempts into being and to their end: on the disk first, then in the store, then as a process. */
export interface AttemptStarter {
  /** Writes the next attempt of a claimed job and follows it; resolves once its runner answered. Errors: launch_failed. */
  begin: (job: LiveJob, start: Start) => Promise<void>
  /** Puts an attempt that is on the disk into the store. */
  register: (job: LiveJob, stored: AttemptOnDisk) => Promise<void>
  /** Follows an attempt to its end. */
  follow: (job: LiveJob, stored: AttemptOnDisk) => void
  /** Ends the commands that can no longer reach a trainer; resolves with what they were. */
  endUnsent: (job: LiveJob) => Promise<CommandName[]>
}

export function createAttemptStarter (deps: AttemptStarterDeps): AttemptStarter {
  const { store, folders, clock, ids, crash } = deps
  const timestamp = (): string => new Date(clock.now()).toISOString()

  async function register (job: LiveJob, { spec }: AttemptOnDisk): Promise<void> {
    await store.addAttempt(spec.job_number, spec.attempt)
    Object.assign(job.position, { attempt: spec.attempt, cursor: { segment: 1, offset: 0 }, ended: false })
    job.devices = spec.devices ?? []
  }

  async function begin (job: LiveJob, { resume_from, devices }: Start): Promise<void> {
    const attempt = job.position.attempt + 1
    const { job_id } = job.record
    const attempt_dir = folders.attemptDir(job_id, attempt)
    const device_env = deviceEnv(deviceNeed(job.record.trainer, job.config, job.record.device), devices)
    const spec = makeAttemptSpec({
      devices, device_env, job: job.record, attempt, first_seq: job.position.state.seq + 1, resume_from, job_dir: folders.jobDir(job_id), attempt_dir,
      socket_dir: deps.socket_dir, trainer: deps.trainers.of(job.record.trainer), limits: deps.limits, cookie: ids.secret(), created_at: timestamp()
    })
    const stored = { spec, config: job.config }
    await folders.write(stored)
    crash('after-spec')
    try {
      await register(job, stored)
    } catch (error) {
      await folders.forgetAttempt(job_id, attempt) // else the next boot would find the folder and train what was refused
      throw error
    }
    crash('after-rows')
    follow(job, stored)
    await job.attempt?.begun.catch(cause => { throw createAppError('launch_failed', { problem: String(cause) }, { cause }) })
    crash('after-launch')
  }

  async function giveUp (job: LiveJob, attempt: number, error: unknown): Promise<void> {
    const exit = { code: null, signal: null, forced: false, requested_by: null, leftovers: 0, peak_rss_bytes: null }
    await folders.writeExit(job.record.job_id, attempt, {
      v: PROTOCOL_VERSION, status: 'error', reason: 'launch_failed', error: String(error), exit, last_seq: job.position.state.seq, ended_at: timestamp()
    })
  }

  function follow (job: LiveJob, { spec }: AttemptOnDisk): void {
    const { job_id, attempt } = spec
    const followed = followAttempt({
      position: job.position,
      spec,
      attempt_dir: folders.attemptDir(job_id, attempt),
      ingest: deps.ingest,
      launch: async dir => await deps.launch(dir, secretsOf(deps.trainers, spec.trainer)),
      clock,
      unsent: async () => (await store.unsentCommands(spec.job_number)).map(row => ({ id: row.command_id, command: row.command as CommandName, args: JSON.parse(row.args) as SentCommand['args'] })),
      readExit: async () => await folders.readExit(job_id, attempt),
      giveUp: async error => { await giveUp(job, attempt, error) },
      onProblem: (problem, err) => { deps.log.warn({ err, job_id, attempt }, problem) }
    })
    job.attempt = followed
    const { devices } = job
    followed.over.then(async () => {
      if (job.attempt === followed && job.position.ended) await endUnsentCommands(deps, job)
    }).catch(err => { deps.log.warn({ err, job_id }, 'ending the commands of an attempt failed') }).finally(() => {
      const detached = job.attempt === followed && !job.position.ended // by a server that ends: the training goes on
      if (job.attempt === followed) job.attempt = null
      if (!detached) deps.onOver(devices)
    })
  }

  return { begin, register, follow, endUnsent: async job => await endUnsentCommands(deps, job) }
}

/** None where the trainer is gone: then there is nothing to train, only books to close. */
const secretsOf = ({ serving }: Trainers, kind: TrainerKind): Record<string, string> => serving.kind === kind ? serving.secret_env?.() ?? {} : {}

// The journal is closed, so these never reached it: the row says failed, and whoever listens now is told.
async function endUnsentCommands ({ store, stream, clock }: AttemptStarterDeps, job: LiveJob): Promise<CommandName[]> {
  const message = 'The training ended before the command reached it'
  const timestamp = new Date(clock.now()).toISOString()
  const rows = await store.unsentCommands(job.record.job_number)
  for (const row of rows) {
    await store.failCommand(row.command_id, message, timestamp)
    const { state } = job.position
    const event: JournalEvent = {
      v: PROTOCOL_VERSION, seq: state.seq, timestamp, elapsed_ms: 0, type: 'command_result', command_id: row.command_id, command: row.command as CommandName,
      args: JSON.parse(row.args) as Record<string, unknown>, status: 'failed', message, file: null
    }
    stream.publish([{ id: stream.snapshot().last_id, job_id: job.record.job_id, kept: false, event, state }])
  }
  return rows.map(row => row.command as CommandName) // as: only commands are put there
}
