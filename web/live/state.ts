import type { Condition } from '../../core/contract/conditions.ts'
import type { ServerMessage } from '../../core/contract/socket.ts'
import type { SystemStats } from '../../core/contract/system.ts'
import type { TrainingState } from '../../core/contract/training.ts'
import { splitCursor } from '../../core/domain/stream/cursor.ts'
import { foldMessage } from '../../core/domain/stream/fold-message.ts'
import type { Transport } from './transport.ts'

export type Connection =
  { phase: 'connecting' } |
  /** What was missed is being replayed: so many events, as far as it is known. */
  { phase: 'catching_up', missed: number } |
  { phase: 'live', over: Transport } |
  /** Not connected; the next try is at `retry_at`, in milliseconds since 1970. */
  { phase: 'waiting', retry_at: number, reason: string }

export type CommandResult = Extract<ServerMessage, { type: 'command_result' }>

/** All that the stream has said, folded by the server's own functions. */
export interface LiveState {
  connection: Connection
  /** When the newest message came, in milliseconds since 1970: what is shown is from then. Null before the first. */
  as_of: number | null
  /** Cursor of the newest event; the next connection goes on from there. */
  cursor: string | null
  server: { name: string, version: string, started_at: string } | null
  /** The job that /api/training/status shows. */
  current_job: string | null
  /** Of every job that was heard of. */
  jobs: ReadonlyMap<string, TrainingState>
  conditions: readonly Condition[]
  stats: SystemStats | null
  /** Newest results of commands by their ids. */
  commands: ReadonlyMap<string, CommandResult>
}

export const nothingHeard: LiveState = Object.freeze({
  connection: { phase: 'connecting' as const },
  as_of: null,
  cursor: null,
  server: null,
  current_job: null,
  jobs: new Map<string, TrainingState>(),
  conditions: [],
  stats: null,
  commands: new Map<string, CommandResult>()
})

/** How many jobs and command results are remembered. */
const MOST = 100

/** What is known after one more message, that came at `at`, in milliseconds since 1970. */
export function foldLive (live: LiveState, message: ServerMessage, at: number): LiveState {
  const next = { ...live, ...foldContent(live, message), as_of: at }
  return { ...next, cursor: cursorOf(message) ?? live.cursor ?? firstCursor(message) }
}

function foldContent (live: LiveState, message: ServerMessage): Partial<LiveState> {
  switch (message.type) {
    case 'connected': return {
      server: message.server,
      current_job: message.state.job_id,
      conditions: message.state.conditions,
      jobs: withJob(live.jobs, message.state)
    }
    case 'training_state': {
      const { type: _type, timestamp: _timestamp, ...state } = message
      return { jobs: withJob(live.jobs, state), current_job: currentAfter(live, state) }
    }
    case 'conditions': return { conditions: message.conditions }
    case 'system_stats': {
      const { type: _type, ...stats } = message
      return { stats }
    }
    case 'command_result': return {
      commands: remember(live.commands, message.command_id, message), ...foldEvent(live, message)
    }
    default: return foldEvent(live, message)
  }
}

function foldEvent (live: LiveState, message: ServerMessage): Partial<LiveState> {
  const before = 'job_id' in message && message.job_id !== null ? live.jobs.get(message.job_id) : undefined
  if (before === undefined) return {} // its state comes whole with its next message
  const after = foldMessage(before, message)
  return after === before || after === null ? {} : { jobs: withJob(live.jobs, after) }
}

/** A state never goes back behind a newer one. */
export function withJob (jobs: LiveState['jobs'], state: TrainingState): LiveState['jobs'] {
  if (state.job_id === null) return jobs
  const known = jobs.get(state.job_id)
  return known !== undefined && known.seq > state.seq ? jobs : remember(jobs, state.job_id, state)
}

function remember<T> (entries: ReadonlyMap<string, T>, key: string, value: T): ReadonlyMap<string, T> {
  const next = new Map(entries)
  next.delete(key) // the newest is the last
  next.set(key, value)
  const [oldest] = next.keys()
  if (next.size > MOST && oldest !== undefined) next.delete(oldest)
  return next
}

/** As foldMessage chooses it: a job stays current until it is over. */
function currentAfter ({ current_job, jobs }: LiveState, { job_id, is_training }: TrainingState): string | null {
  const current = current_job === null ? undefined : jobs.get(current_job)
  return is_training || current?.is_training !== true ? job_id : current_job
}

/** How many events are to be replayed after a connection stands; 0 where that is not known. */
export function missedEvents (cursor: string, last_event_id: string): number {
  const [from, to] = [splitCursor(cursor), splitCursor(last_event_id)]
  return from !== null && to !== null && from.stream_id === to.stream_id ? Math.max(0, to.id - from.id) : 0
}

/** `connected` names the newest event while those before it may be replayed yet: it counts where nothing was known. */
const firstCursor = (message: ServerMessage): string | null =>
  message.type === 'connected' ? message.last_event_id : null

/** The position that a connection which ends now goes on from. */
function cursorOf (message: ServerMessage): string | null {
  if (message.type === 'replay_complete' || message.type === 'bookmark') return message.last_event_id
  return 'id' in message && typeof message.id === 'string' ? message.id : null
}
