import type { SocketStatus, Topic } from '../../core/contract/socket.ts'
import { deliveryClass } from '../../core/contract/events.ts'
import type { Clock, Timer } from '../../core/domain/clock.ts'
import { toTimestamp } from '../../core/domain/clock.ts'
import { formatCursor } from '../../core/domain/stream/cursor.ts'
import type { EventStream, Published, Snapshot } from '../../services/stream/event-stream.ts'
import { createChannel } from './channel.ts'
import type { Channel, ChannelLimits, Log, SharedBatches } from './channel.ts'
import { createClient } from './client.ts'
import type { Client, ClientContext, ClientLimits, FedClient } from './client.ts'
import type { Sink } from './sink.ts'
import { createFilter } from './view.ts'
import type { Filter, Message, View } from './view.ts'

export type FanOutLimits = ChannelLimits & ClientLimits & { tick_ms: number, bookmark_ms: number }

export const fanOutLimits: FanOutLimits = {
  ring: { frames: 10_000, bytes: 16 * 1024 * 1024 },
  batch_bytes: 256 * 1024,
  page_events: 250,
  progress_interval_ms: 100,
  buffered_bytes: 256 * 1024,
  stall_ms: 60_000,
  tick_ms: 16,
  bookmark_ms: 15_000
}

export interface FanOut {
  /**
   * Greets a client in the tick of the snapshot, and sends it every later message of the view that its filter accepts.
   */
  attach: (connection: Attachment) => Client
  /**
   * Sends a message that is not kept to all clients of a view, or to those of one job; a slow client gets the newest
   * only.
   */
  broadcast: (view: View, message: Message, job_id?: string) => void
  /** What `act` broadcasts leaves at once, in one write. */
  sendTogether: (act: () => void) => void
  /** Number of the newest event. */
  last_id: () => number
  status: () => SocketStatus
  /** Closes every connection and unsubscribes from the stream. */
  close: (code: number, reason: string) => void
}

export interface Attachment {
  view: View
  sink: Sink
  path: string
  filter?: Filter
  /** Makes the first messages of the connection, from what is true when it is called. */
  greeting: (snapshot: Snapshot) => readonly string[]
}

const unfiltered = createFilter({})

interface FanOutDeps { stream: EventStream, clock: Clock, log: Log, limits?: FanOutLimits }

/**
 * Sends the stream to any number of clients. The first event of a quiet stream leaves at once; after it, everything for
 * a client leaves in one write each tick, except that a lossless event does not wait for the tick.
 */
export function createFanOut ({ stream, clock, log, limits = fanOutLimits }: FanOutDeps): FanOut {
  const channels = new Map<View, { channel: Channel, clients: Set<FedClient> }>()
  const counters = { total_connections: 0, closed_slow: 0 }
  let tick: Timer | null = null
  let [dirty, publishing, woken] = [false, false, false]
  const { snapshot, stop } = stream.subscribe(publish)
  let last_id = snapshot.last_id
  const bookmarks = clock.every(limits.bookmark_ms, () => { for (const client of clients()) client.bookmark() })

  const context: ClientContext = {
    last_id: () => last_id,
    clock,
    log,
    limits,
    wake: () => {
      wake(false)
    },
    onGone: leave
  }
  const clients = (): FedClient[] => [...channels.values()].flatMap(({ clients }) => [...clients])

  function publish (batch: readonly Published[]): void {
    last_id = Math.max(last_id, batch.at(-1)?.id ?? 0)
    // What is limited in its rate must not wait for a tick either: then two messages could be too close to each other.
    let urgent = batch.some(({ event }) => deliveryClass[event.type] === 'lossless')
    together(() => {
      for (const { channel } of channels.values()) {
        for (const published of batch) urgent = channel.publish(published) || urgent
      }
    }, () => urgent)
  }

  /** What `act` adds leaves in one write, at once when it is urgent. */
  function together (act: () => void, isUrgent = (): boolean => true): void {
    publishing = true
    try {
      act()
    } finally {
      publishing = false
    }
    if (woken) wake(isUrgent())
  }

  /** Something is to be sent. The events of one batch leave in one write. */
  function wake (urgent: boolean): void {
    woken = publishing
    if (publishing) return
    if (urgent || tick === null) flush()
    else dirty = true
    tick ??= clock.after(limits.tick_ms, endTick)
  }

  function endTick (): void {
    tick = null
    if (dirty) wake(false)
  }

  function flush (): void {
    dirty = false
    for (const { clients } of channels.values()) {
      const shared: SharedBatches = new Map()
      for (const client of clients) if (client.feed(shared)) dirty = true
    }
  }

  function open (view: View): { channel: Channel, clients: Set<FedClient> } {
    const known = channels.get(view)
    if (known !== undefined) return known
    const opened = {
      channel: createChannel({
        view, stream, clock, log, limits, last_id: context.last_id, sending: { wake: context.wake, together }
      }),
      clients: new Set<FedClient>()
    }
    channels.set(view, opened)
    return opened
  }

  function leave (client: FedClient, { view, stop }: Channel, slow: boolean): void {
    const left = channels.get(view)
    left?.clients.delete(client)
    if (slow) counters.closed_slow++
    if (left === undefined || left.clients.size > 0) return
    // Without clients nothing is encoded and nothing kept.
    stop()
    channels.delete(view)
  }

  return {
    attach ({ view, sink, path, filter = unfiltered, greeting }) {
      const now = stream.snapshot()
      const first = greeting(now)
      const { channel, clients } = open(view)
      const client = createClient(context, {
        client_id: `c${++counters.total_connections}`, path, channel, sink, filter, start_id: now.last_id
      })
      clients.add(client)
      client.send(first)
      return client
    },
    broadcast (view, message, job_id) { channels.get(view)?.channel.broadcast(message, job_id) },
    sendTogether: together,
    last_id: () => last_id,
    status: () => ({
      clients: clients().map(client => describe(client, stream.stream_id, last_id)),
      connections: clients().length,
      ...counters,
      last_event_id: formatCursor(stream.stream_id, last_id)
    }),
    close (code, reason) {
      stop()
      bookmarks.cancel()
      for (const client of clients()) client.close(code, reason)
      tick?.cancel()
    }
  }
}

function describe (client: Client, stream_id: string, last_id: number): SocketStatus['clients'][number] {
  const { id, ...counters } = client.stats()
  const { topics, job_id } = client.filter()
  return {
    client_id: client.client_id, view: client.view, path: client.path, job_id,
    connected_at: toTimestamp(client.connected_at),
    // as: a view of other topics would be a name the contract lacks
    subscriptions: topics === null ? null : [...topics] as Topic[],
    lag_events: Math.max(0, last_id - id),
    ...counters,
    last_event_id: formatCursor(stream_id, id)
  }
}
