import type { Clock } from '../../core/domain/clock.ts'
import type { EventStream, Published, StoredEvent } from '../../services/stream/event-stream.ts'
import { createProgressThrottle } from './progress-throttle.ts'
import type { Part } from './progress-throttle.ts'
import { createFrames } from './sink.ts'
import type { Frames } from './sink.ts'
import { createRing } from './ring.ts'
import type { Entry, RingLimits } from './ring.ts'
import { accepts } from './view.ts'
import type { Filter, Message, View } from './view.ts'

/** Where clients write what went wrong. */
export interface Log { error: (facts: object, message: string) => void }

/** The messages that a client is written next, and its cursor after them. */
export interface Batch {
  from_id: number
  /** Null: nothing that its filter accepts. */
  frames: Frames | null
  coalesced: number
  position: number
  id: number
  /** Last id the client can read in the batch; null when it reads none. */
  last_sent_id: number | null
  /** There is more than fits one batch. */
  more: boolean
  /** The connection is closed after it. */
  last: boolean
}

/** The batches of one flush, by filter and position. */
export type SharedBatches = Map<string, Map<number, Batch>>

/** Events from history, ready to be sent. */
export interface Page {
  after_id: number
  events: Array<{ id: number, messages: Array<Message & { job_id: string, frame: Buffer }> }>
  /** The page holds every kept event up to this id. */
  through_id: number
}

/** One view of the stream: each message is made, and turned into a frame, once for all its clients. */
export interface Channel {
  view: View
  /** Adds the messages of an event. Returns whether any of them is limited in its rate. */
  publish: (published: Published) => boolean
  /** Adds a message that is not kept, about one job or about none. */
  broadcast: (message: Message, job_id?: string) => void
  end: () => number
  evicted_id: () => number
  /** The newest coalesced messages that a reader of history up to `id` would never see. */
  passedOver: (position: number, id: number) => Entry[]
  /** The next batch for a cursor; clients at the same place with the same filter share one buffer through `shared`. */
  batch: (filter: Filter, position: number, id: number, shared: SharedBatches) => Batch
  /** The kept events after one; with `job_id`, those of that job alone. */
  page: (after_id: number, job_id: string | null) => Promise<Page>
  stop: () => void
}

export interface ChannelLimits {
  ring: RingLimits
  batch_bytes: number
  page_events: number
  /** Least time between two coalesced messages of one job and type. */
  progress_interval_ms: number
}

interface ChannelDeps {
  view: View
  stream: Pick<EventStream, 'history'>
  clock: Clock
  log: Log
  limits: ChannelLimits
  /** Number of the newest committed event. */
  last_id: () => number
  sending: {
    /** There is something new to send. */
    wake: () => void
    /** What `act` adds leaves at once, in one write. */
    together: (act: () => void) => void
  }
}

const pages_kept = 8

/** Opens the channel of a view: it keeps the newest events from now on, and reads older ones from history. */
export function createChannel (deps: ChannelDeps): Channel {
  const { view, stream, clock, log, limits, last_id, sending: { wake, together } } = deps
  const ring = createRing({ limits: limits.ring, start_id: last_id() })
  const throttle = createProgressThrottle({
    clock, interval_ms: Math.max(view.throttle_ms ?? 0, limits.progress_interval_ms),
    ...(view.state === undefined ? {} : { states_after: view.state.after }),
    emit, together
  })
  const pages = new Map<string, Promise<Page>>()

  /** The messages of an event; one that cannot be encoded is logged, and the others go on. */
  function encoded (make: () => Message[], { id, job_id, event }: StoredEvent): Message[] {
    try {
      return make()
    } catch (error) {
      log.error({ err: error, view: view.name, id, job_id, type: event.type }, 'An event could not be encoded')
      return []
    }
  }

  function emit (published: Published, part: Part, has_skipped: boolean): boolean {
    const { state } = view
    if (part === 'event') return add(published, () => view.encode({ ...published, has_skipped }))
    return add(published, () => state === undefined ? [] : [state.encode(published)])
  }

  /** Whether there is a message. */
  function add (published: Published, encode: () => Message[]): boolean {
    const { id, job_id, kept } = published
    const messages = encoded(encode, published)
    for (const { text, ...message } of messages) {
      ring.append({ ...message, id, job_id, kept: kept && message.key === null, frame: view.frame(text) })
    }
    if (messages.length > 0) wake()
    return messages.length > 0
  }

  async function readPage (after_id: number, job_id: string | null): Promise<Page> {
    const known_id = last_id()
    const stored = await (view.history ?? stream.history)(after_id, limits.page_events, job_id ?? undefined)
    const events = stored.map(one => ({
      id: one.id,
      messages: encoded(() => view.replay(one), one).map(message => ({
        ...message,
        job_id: one.job_id,
        frame: view.frame(message.text)
      }))
    }))
    const full = stored.length >= limits.page_events
    return {
      after_id, events,
      through_id: full ? (stored.at(-1)?.id ?? after_id) : Math.max(known_id, stored.at(-1)?.id ?? 0)
    }
  }

  // A page never changes, so the last few are kept: after a restart all clients come back with the same cursor.
  function page (after_id: number, job_id: string | null): Promise<Page> {
    if (view.momentary === true) return readPage(after_id, job_id)
    const key = `${after_id} ${job_id ?? ''}`
    const known = pages.get(key)
    if (known !== undefined) return known
    const reading = readPage(after_id, job_id)
    pages.set(key, reading)
    reading.then(({ events }) => {
      if (bytesOf(events) > limits.batch_bytes) pages.delete(key)
      for (const oldest of pages.keys()) if (pages.size > pages_kept) pages.delete(oldest)
    }, () => { pages.delete(key) }) // the client that asked gets the error
    return reading
  }

  function collect (filter: Filter, position: number, from_id: number): Batch {
    let id = from_id
    const frames: Buffer[] = []
    let [bytes, coalesced, more, last] = [0, 0, false, false]
    let last_sent_id: number | null = null
    ring.scan(position, from_id, entry => {
      // A batch ends between events, never between the messages of one.
      if (bytes >= limits.batch_bytes && !(entry.kept && entry.id === id)) {
        more = true
        return false
      }
      position = entry.position + 1
      id = entry.id
      if (!accepts(filter, entry)) return true
      if (entry.superseded) {
        coalesced++
        return true
      }
      frames.push(entry.frame)
      bytes += entry.frame.length
      if (entry.carries_cursor) last_sent_id = entry.id
      last = entry.last === true
      return !last
    })
    if (!more) position = ring.end()
    const written = frames.length === 0 ? null : createFrames(frames, bytes)
    return { frames: written, coalesced, from_id, position, id, last_sent_id, more, last }
  }

  function broadcast ({ text, ...message }: Message, job_id?: string): void {
    ring.append({ ...message, id: ring.last_id(), job_id: job_id ?? null, kept: false, frame: view.frame(text) })
    wake()
  }

  const stopSource = view.source?.(broadcast)
  return {
    view,
    publish: throttle.push,
    broadcast,
    end: ring.end,
    evicted_id: ring.evicted_id,
    // What is replayed by a momentary view describes the present already.
    passedOver: (position, id) => view.momentary === true ? [] : ring.passedOver(position, id),
    batch (filter, position, id, shared) {
      let places = shared.get(filter.key)
      if (places === undefined) shared.set(filter.key, places = new Map())
      const known = places.get(position)
      if (known?.from_id === id) return known
      const batch = collect(filter, position, id)
      places.set(position, batch)
      return batch
    },
    page,
    stop () {
      stopSource?.()
      throttle.stop()
    }
  }
}

const bytesOf = (events: Page['events']): number =>
  events.reduce((sum, { messages }) => messages.reduce((part, { frame }) => part + frame.length, sum), 0)
