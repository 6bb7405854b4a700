import type { SentCommand } from '../../core/contract/commands.ts'
import type { ControlReply } from '../../core/contract/journal.ts'
import type { Phase } from '../../core/contract/values.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { beingWritten, blindKillMessage, killMessage } from '../../core/domain/job/stop-ladder.ts'
import { withTimeout } from '../../core/domain/with-timeout.ts'
import type { AttemptProcesses } from '../../core/processes/run-processes.ts'
import type { Sent } from './runner-client.ts'

type Reply = Extract<ControlReply, { op: 'accepted' | 'refused' }>

interface KillDeps {
  /** What messages call the job. */
  job: () => string
  /** Sends a command to the runner; resolves once there is a link to it and it has answered. */
  ask: (command: SentCommand) => Promise<Reply>
  processes: AttemptProcesses
  /** What the trainer is doing, as far as the journal is read. */
  phase: () => Phase
  clock: Clock
}

const PATIENCE_MS = 2000

/**
 * Kills an attempt: its runner does it, or, where that does not answer in time or is of an earlier version, this
 * server, by the identity of the processes. Null: the system has not ended them yet, or there are none yet. Errors:
 * model_being_written.
 */
export async function kill (
  { job, ask, processes, phase, clock }: KillDeps, command: SentCommand
): Promise<Sent> {
  const askInTime = async (asked: SentCommand): Promise<Reply | null> =>
    await withTimeout(clock, PATIENCE_MS, ask(asked), 'no answer').catch(() => null)
  const message = killMessage(phase())
  const reply = await askInTime(command)
  if (reply?.op === 'accepted') return { outcome: 'accepted', message }
  const alive = processes.list()
  const trains = alive.some(({ role }) => role === 'trainer')
  if (trains && command.args.force !== true) refuseWhileWriting(job(), reply, phase())
  if (reply === null) {
    if (alive.length === 0 || !await processes.end()) return null
    return { outcome: 'accepted', message: trains ? blindKillMessage('its runner did not answer') : message }
  }
  // A runner that answers stays, to write how the attempt ended. One of an earlier version knows no kill.
  if (!trains) return { outcome: 'ended' }
  if (reply.code === 'bad_request') await askInTime({ ...command, command: 'stop', args: { force: true } })
  return await processes.end('trainer') ? { outcome: 'accepted', message } : null
}

function refuseWhileWriting (job: string, reply: Reply | null, phase: Phase): void {
  const what = beingWritten(phase) ?? (reply?.op === 'refused' && reply.code === 'writing' ? 'a model' : null)
  if (what !== null) throw createAppError('model_being_written', { job, doing: `is writing ${what}` })
}
