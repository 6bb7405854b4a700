import type { SentCommand } from '../../core/contract/commands.ts'
import { AppError } from '../../core/domain/app-error.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { timestampNow } from '../../core/domain/clock.ts'
import { createKeyedSerialiser } from '../files/serialise.ts'
import { isJobActive } from '../jobs/live-job.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import { notRunning } from '../jobs/registry.ts'
import type { CommandRow } from '../store/store.ts'
import type { Ingest } from './ingest.ts'
import type { JournaledCommands } from './journaled-commands.ts'
import { answerRepeat, commandReply } from './repeated-command.ts'
import type { CommandAnswer } from './repeated-command.ts'
import type { CrashPoint } from './start.ts'

/**
 * Sends a command to the trainer of a job. One id is one command, and a stop that is under way is not asked for twice.
 * Errors: not_running, model_being_written, idempotency_conflict.
 */
export type SendCommand = (job: LiveJob, command: SentCommand) => Promise<CommandAnswer>

interface CommandSenderDeps {
  store: Omit<JournaledCommands, 'restore'>
  ingest: Pick<Ingest, 'flush'>
  clock: Clock
  crash: CrashPoint
}

export function createCommandSender ({ store, ingest, clock, crash }: CommandSenderDeps): SendCommand {
  const additions = createKeyedSerialiser<LiveJob>()
  /** The stop of an attempt: the trainer may have obeyed it while its process still ends. */
  const stops = new WeakMap<LiveJob, { attempt: number, command_id: string }>()
  const timestamp = (): string => timestampNow(clock)

  /** Adds the row of a command. Null: it is new; else the answer of the one that came first. */
  async function add (job: LiveJob, { id, command, args }: SentCommand): Promise<CommandAnswer | null> {
    const stop = command === 'stop' && args.force !== true ? await pendingStop(job) : null
    if (stop !== null) return stop
    const row: CommandRow = {
      command_id: id, job_number: job.record.job_number, command, args: JSON.stringify(args), status: 'sent',
      message: '', file: null, created_at: timestamp(), ended_at: null
    }
    if (await store.addCommand(row)) {
      if (command === 'stop') stops.set(job, { attempt: job.position.attempt, command_id: id })
      return null
    }
    const first = await store.command(id)
    return first === undefined ? null : answerRepeat(first, { job_id: job.record.job_id, command, args })
  }

  /**
   * The stop of this attempt: sent by this server, still unsent, or in the journal. One that failed may be repeated.
   */
  async function pendingStop (job: LiveJob): Promise<CommandAnswer | null> {
    const { record: { job_id, job_number }, position } = job
    const sent = stops.get(job)
    const known = sent?.attempt === position.attempt ? await store.command(sent.command_id) : undefined
    if (known !== undefined && known.status !== 'failed') return commandReply(known)
    const unsent = (await store.unsentCommands(job_number)).find(({ command }) => command === 'stop')
    if (unsent !== undefined) return commandReply({ ...unsent, job_id })
    // A commit under way may have it: then it is in the state when this resolves. A full disk is no reason not to stop.
    await ingest.flush(position).catch(() => undefined)
    const pending = position.state.pending_commands.find(({ command }) => command === 'stop')
    return pending === undefined ? null : { ...pending, job_id }
  }

  function unrecorded ({ id, command }: SentCommand, status: string): string | null {
    const cause = store.unrecorded(id)
    if (cause === null) return null
    const loss = status === 'sent' ? ', and is lost if the server ends before the runner has it' : ''
    return `the ${command} could not be recorded (${cause})${loss}`
  }

  return async (job, sent) => {
    const earlier = await additions.run(job, async () => await add(job, sent))
    if (earlier !== null) return earlier
    crash('after-command-row')
    const answer = await job.attempt?.send(sent).catch(async (error: unknown) => {
      if (error instanceof AppError) await store.failCommand(sent.id, error.message, timestamp())
      throw error
    })
    crash('after-command-sent')
    // The job may have ended while the row was written: then no attempt accepts the command any more.
    if (answer?.outcome === 'ended' || (answer == null && !isJobActive(job))) {
      await store.failCommand(sent.id, 'The training had ended', timestamp())
      const stored = await store.command(sent.id)
      // It reached the runner a moment before, with those that waited, and may be what ended the training.
      if (stored !== undefined && stored.status !== 'failed') return commandReply(stored)
      throw notRunning(job)
    }
    const { outcome: status = 'sent', message } = answer ?? {}
    const words = [message, unrecorded(sent, status)].filter(one => one != null)
    const more = words.length === 0 ? {} : { message: words.join('; ') }
    return { command_id: sent.id, command: sent.command, job_id: job.record.job_id, status, ...more }
  }
}
