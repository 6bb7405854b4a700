import type { Published, StoredEvent } from '../../services/stream/event-stream.ts'

/** One message a view makes of an event. */
export interface Message {
  topic: string
  /** Set where only the newest matters: it replaces an older message of the same key for whoever was not sent that yet. */
  key: string | null
  text: string
  /** Whether the text names the stream's cursor, so that its reader can resume after it. */
  carries_cursor: boolean
  /** A client that waits for this name gets the message even when its filter leaves the topic out. */
  ref: string | null
  /** The connection is over when this is sent. */
  last?: true
}

/** How one wire protocol shows the stream: a pure codec. It owns no socket, no timer and no state. */
export interface View {
  name: string
  /** Its messages out of history tell of the moment they are made in too, so none of them is made for later. */
  momentary?: true
  /** Least time between two coalesced messages of one job and type. */
  throttle_ms: number
  encode: (published: Published) => Message[]
  /** The same for an event out of history, whose state is not known: nothing but what is kept. */
  replay: (stored: StoredEvent) => Message[]
  /** Tells that history is over at `id`. */
  replayComplete: (id: number, replayed: number) => string[]
  /** Tells that the cursor moved to `id` without a message. */
  bookmark: (id: number) => string[]
  /** A text as it is written to the socket. */
  frame: (text: string) => Buffer
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
export function accepts (filter: Filter, message: { topic: string, job_id: string | null, ref: string | null }): boolean {
  if (filter.job_id !== null && message.job_id !== null && message.job_id !== filter.job_id) return false
  return filter.topics === null || filter.topics.has(message.topic) || (message.ref !== null && filter.refs.includes(message.ref))
}
