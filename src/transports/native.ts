import type { ChangedResource } from '../../core/contract/changes.ts'
import type { Condition } from '../../core/contract/conditions.ts'
import { deliveryClass } from '../../core/contract/events.ts'
import type { JournalEventOf } from '../../core/contract/journal.ts'
import { topics } from '../../core/contract/socket.ts'
import type { ServerMessage } from '../../core/contract/socket.ts'
import type { SystemStats } from '../../core/contract/system.ts'
import type { TrainingState } from '../../core/contract/training.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { timestampNow } from '../../core/domain/clock.ts'
import { formatCursor } from '../../core/domain/stream/cursor.ts'
import { eventMessage } from '../../core/domain/stream/event-message.ts'
import type { About } from '../../core/domain/stream/event-message.ts'
import { stepState } from '../../core/domain/job/state.ts'
import type { StoredCommand } from '../../services/store/store.ts'
import type { Snapshot, StoredEvent } from '../../services/stream/event-stream.ts'
import type { Message, Emitted, View } from './view.ts'
import { textFrame } from './ws-frame.ts'

/** What a connection may send, and how often it is pinged. */
export const nativeLimits = { message_bytes: 65_536, messages_per_second: 20, ping_interval_ms: 25_000 } as const

export interface ServerFacts { name: string, version: string, started_at: string }

/** The native stream, and its messages that belong to no event. */
export interface NativeView extends View {
  /** First message of a connection. */
  hello: (snapshot: Snapshot) => string[]
  stats: (stats: SystemStats) => Message
  conditions: (list: readonly Condition[]) => Message
  changed: (resource: ChangedResource) => Message
  /** The state of the current job, which changed without an event. */
  currentState: (state: TrainingState) => Message
  /** What came of a command so far, for a client that repeats it; nothing before its first result. */
  resultOf: (command: StoredCommand) => string[]
  /** For a client whose missed events cannot be sent: the state that follows replaces its own. */
  resync: (state: TrainingState) => string[]
}

interface NativeViewDeps { stream_id: string, clock: Clock, server: ServerFacts }

/** The codec of the native stream: the messages that `core/contract/socket.ts` declares. */
export function createNativeView ({ stream_id, clock, server }: NativeViewDeps): NativeView {
  const now = (): string => timestampNow(clock)

  return {
    name: 'native',
    frame: textFrame,
    encode ({ id, job_id, kept, state, event, has_skipped }: Emitted) {
      const steps = has_skipped === true ? { state: stepState(state) } : {}
      const about = { id: kept ? formatCursor(stream_id, id) : null, job_id, ...steps }
      return event.type === 'training_progress' ? [progressMessage(event, state, about)] : keptMessages(event, about)
    },
    state: {
      after: new Set(['training_status', 'training_progress']),
      encode: ({ state, job_id, event }) => stateMessage(state, job_id, event.timestamp)
    },
    replay: ({ id, job_id, event }) => keptMessages(event, { id: formatCursor(stream_id, id), job_id, replay: true }),
    hello: ({ state, last_id }) => texts({
      type: 'connected',
      protocol: 1,
      server,
      state,
      events: [...topics],
      limits: nativeLimits,
      last_event_id: formatCursor(stream_id, last_id),
      timestamp: now()
    }),
    replayComplete: (id, replayed) =>
      texts({ type: 'replay_complete', last_event_id: formatCursor(stream_id, id), replayed }),
    bookmark: id => texts({ type: 'bookmark', last_event_id: formatCursor(stream_id, id) }),
    stats: stats => latest('system_stats', JSON.stringify({ type: 'system_stats', ...stats })),
    conditions: list =>
      latest('conditions', JSON.stringify({ type: 'conditions', conditions: list, timestamp: now() })),
    changed: resource =>
      latest('changed', JSON.stringify({ type: 'changed', resource, timestamp: now() }), resource),
    currentState: state => stateMessage(state, state.job_id ?? '', now()),
    resultOf ({ command_id, command, args, status, message, file, job_id, created_at, ended_at }) {
      if (status === 'sent') return []
      return [JSON.stringify({
        type: 'command_result', command_id, command, args: JSON.parse(args), status, message,
        file: file === null ? null : JSON.parse(file),
        id: null, job_id, seq: 0, timestamp: ended_at ?? created_at, replay: true
      })]
    },
    resync: state => texts(
      {
        type: 'gap', reason: 'history_reset', dropped: {}, from: null, to: null, id: null, job_id: null, seq: 0,
        timestamp: now(), resync: true
      },
      { type: 'training_state', ...state, timestamp: now() }
    )
  }
}

type Event = StoredEvent['event']

const texts = (...messages: ServerMessage[]): string[] => messages.map(message => JSON.stringify(message))
const latest = (topic: string, text: string, about = ''): Message => ({
  topic, key: `${topic} ${about}`, text, carries_cursor: false, ref: null
})
const stateMessage = (state: TrainingState, job_id: string, timestamp: string): Message =>
  latest('training_state', JSON.stringify({ type: 'training_state', ...state, timestamp }), job_id)

function progressMessage (
  event: JournalEventOf<'training_progress'>, { eta_seconds }: TrainingState, about: About
): Message {
  const { v, type, ...fields } = event
  return latest(type, JSON.stringify({ type, step: event.global_step, ...fields, eta_seconds, ...about }), about.job_id)
}

/** The messages of an event that need no state: kept events, and the progress of a sample. */
function keptMessages (event: Event, about: About): Message[] {
  switch (event.type) {
    case 'sample_generated':
      return sampleMessages(event, about)
    case 'sample_progress':
      return [latest(event.type, plain(event, about), about.job_id)]
    case 'scalars':
    case 'training_progress':
      return []
    // An event of a newer runner, of a type this server does not know, is no message.
    default:
      return event.type in deliveryClass
        ? [kept(event.type, plain(event, about), event.type === 'command_result' ? event.command_id : null)]
        : []
  }
}

const kept = (topic: string, text: string, ref: string | null = null): Message => ({
  topic, key: null, text, carries_cursor: true, ref
})

const plain = (event: Event, about: About): string => JSON.stringify(eventMessage(event, about))

/**
 * A sample makes two messages: `sample_default` or `sample_custom`, then `sample_generated`. The first has no cursor,
 * so that a client cut off between the two resumes before both, and one that drops known ids drops neither.
 */
function sampleMessages (event: JournalEventOf<'sample_generated'>, about: About): Message[] {
  const derived = `sample_${event.sample_type}`
  return [
    {
      ...kept(derived, JSON.stringify({ ...eventMessage(event, { ...about, id: null }), type: derived })),
      carries_cursor: false
    },
    kept(event.type, plain(event, about))
  ]
}
