import type { EventType } from '../../core/contract/events.ts'
import type { EventStream, Published, StoredEvent } from '../../services/stream/event-stream.ts'

/** One message a view makes of an event. */
export interface Message {
  topic: string
  /** Set where only the newest matters: it replaces an older message of the same key that was not sent yet. */
  key: string | null
  text: string
  /** Whether the text names the stream's cursor, so that its reader can resume after it. */
  carries_cursor: boolean
  /** A filter that lists this name accepts the message even when it leaves the topic out. */
  ref: string | null
  /** The connection is closed after this message. */
  last?: true
}

/** An event on its way to clients; `has_skipped`: its message carries the result of steps that were not sent. */
export interface Emitted extends Published { has_skipped?: boolean }

/** How one wire protocol shows the stream: a codec, without a socket and without state. */
export interface View {
  name: string
  /** Its messages from history also describe the present, so they are not cached. */
  momentary?: true
  /** Least time between two coalesced messages of one job and type, where that is more than the server's. */
  throttle_ms?: number
  encode: (emitted: Emitted) => Message[]
  /** Sends the state of a job after these events, as rarely as coalesced messages. */
  state?: { after: ReadonlySet<EventType>, encode: (published: Published) => Message }
  /** The messages of an event from history. The job's state then is not known, so only what is kept can be shown. */
  replay: (stored: StoredEvent) => Message[]
  /** The messages that end a replay at `id`. */
  replayComplete: (id: number, replayed: number) => string[]
  /** The messages for a cursor that moved to `id` past events that were filtered out. */
  bookmark: (id: number) => string[]
  /** A text as it is written to the socket. */
  frame: (text: string) => Buffer
  /** Reads the events it replays, where a query of its own is faster than the whole history. */
  history?: EventStream['history']
  /** While the view has clients: sends them messages that come of no event, until the returned function is called. */
  source?: (send: (message: Message, job_id?: string) => void) => () => void
}

/** Which messages a client wants. Clients whose filters have the same `key` share their buffers. */
export interface Filter {
  key: string
  /** Null: all. */
  topics: ReadonlySet<string> | null
  /** Null: of every job. */
  job_id: string | null
  refs: readonly string[]
}

/** Makes a filter from what it lets through. */
export function createFilter ({ topics = null, job_id = null, refs = [] }: Partial<Omit<Filter, 'key'>>): Filter {
  const names = topics === null ? '*' : [...topics].sort().join()
  return { key: `${names} ${job_id ?? '*'} ${refs.join()}`, topics, job_id, refs }
}

/** Whether a message passes the filter. */
export function accepts (
  filter: Filter,
  message: { topic: string, job_id: string | null, ref: string | null }
): boolean {
  if (filter.job_id !== null && message.job_id !== null && message.job_id !== filter.job_id) return false
  return (
    filter.topics === null ||
    filter.topics.has(message.topic) ||
    (message.ref !== null && filter.refs.includes(message.ref))
  )
}
