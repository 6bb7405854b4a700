import { closeCodes } from '../../core/contract/socket.ts'
import type { Clock, Timer } from '../../core/domain/clock.ts'
import type { Channel, Log, Page, SharedBatches } from './channel.ts'
import { accepts } from './view.ts'
import type { Filter } from './view.ts'

/** A socket, as far as the fan-out needs one. */
export interface Sink {
  write: (buffer: Buffer) => void
  /** Bytes written that have not left yet. */
  writableLength: () => number
  /** Calls `act` once, when everything written has left. */
  onceDrained: (act: () => void) => void
  /** Says goodbye, with a WebSocket close code. */
  close: (code: number, reason: string) => void
  /** Ends the connection without a word. */
  terminate: () => void
}

export interface ClientStats { id: number, buffered_bytes: number, sent_messages: number, coalesced_messages: number, dropped_messages: number }

/** One connection: a filter and a cursor, and no queue. */
export interface Client {
  client_id: string
  view: string
  path: string
  connected_at: number
  filter: () => Filter
  setFilter: (filter: Filter) => void
  /** Writes messages of the connection's own: replies, greetings. */
  send: (texts: readonly string[]) => void
  /** Sends what is kept after `after_id` once more, tells the end of it, calls `then`, and goes on live. */
  replay: (after_id: number, then?: () => void) => void
  /** Ends the connection; nothing is written to it any more. */
  close: (code: number, reason: string) => void
  /** The connection is gone. */
  detach: () => void
  closed: () => boolean
  stats: () => ClientStats
}

/** What the fan-out alone calls. */
export interface FedClient extends Client {
  /** Writes at most one batch. True when there is more to write. */
  feed: (shared: SharedBatches) => boolean
  bookmark: () => void
}

export interface ClientLimits { buffered_bytes: number, stall_ms: number, batch_bytes: number }

/** What all clients of a fan-out share. */
export interface ClientContext {
  last_id: () => number
  clock: Clock
  log: Log
  limits: ClientLimits
  /** There is more to write than fits one batch. */
  wake: () => void
  onGone: (client: FedClient, channel: Channel, slow: boolean) => void
}

interface Connection {
  client_id: string
  path: string
  channel: Channel
  sink: Sink
  filter: Filter
  /** The client knows everything up to here. */
  start_id: number
}

const job_over = [closeCodes.job_over, 'the job is over'] as const

/** Follows the stream for one socket: from the ring where it can, from history where it must, and not at all while it does not drain. */
export function createClient (context: ClientContext, { client_id, path, channel, sink, filter, start_id }: Connection): FedClient {
  const { clock, log, limits } = context
  const { view } = channel
  let [position, id, last_sent_id] = [channel.end(), start_id, start_id]
  let [sent, coalesced] = [0, 0]
  let [reading, closed] = [false, false]
  let replaying: { until_id: number, replayed: number, then: () => void } | null = null
  let stalled: Timer | null = null

  function end (slow: boolean): boolean {
    if (closed) return false
    closed = true
    stalled?.cancel()
    context.onGone(client, channel, slow)
    return true
  }

  function close (code: number, reason: string, slow = false): void {
    if (end(slow)) sink.close(code, reason)
  }

  /** True while the socket holds more than it should; the first time starts the clock on it. */
  function isStalled (): boolean {
    if (stalled === null && sink.writableLength() > limits.buffered_bytes) {
      stalled = clock.after(limits.stall_ms, () => { close(closeCodes.try_again, 'too slow; resume with since', true) })
      sink.onceDrained(() => {
        stalled?.cancel()
        stalled = null
        proceed()
      })
    }
    return stalled !== null
  }

  /** A socket that fails is one socket less, and nothing else. */
  function write (buffer: Buffer, messages: number): void {
    try {
      sink.write(buffer)
      sent += messages
      isStalled()
    } catch (error) {
      log.error({ err: error, client_id }, 'A socket could not be written to')
      if (end(false)) sink.terminate()
    }
  }

  function send (texts: readonly string[]): void {
    if (closed || texts.length === 0) return
    write(Buffer.concat(texts.map(view.frame)), texts.length)
  }

  /** History is read up to here, then the ring takes over. */
  const historyEnd = (): number => replaying?.until_id ?? channel.evicted_id()

  function feed (shared: SharedBatches): boolean {
    if (closed || reading || isStalled()) return false
    if (id < historyEnd()) {
      void read()
      return false
    }
    if (replaying !== null) {
      const { replayed, then } = replaying
      replaying = null
      last_sent_id = id
      send(view.replayComplete(id, replayed))
      then()
      return feed(shared)
    }
    const batch = channel.batch(filter, position, id, shared)
    position = batch.position
    id = batch.id
    last_sent_id = batch.last_sent_id ?? last_sent_id
    coalesced += batch.coalesced
    if (batch.buffer !== null) write(batch.buffer, batch.sent)
    if (batch.last) close(...job_over)
    return batch.more
  }

  function proceed (): void {
    if (feed(new Map())) context.wake()
  }

  async function read (): Promise<void> {
    reading = true
    try {
      const page = await channel.page(id, filter.job_id)
      // A replay that was asked for meanwhile has moved the cursor: then this is not its page.
      if (!closed && page.after_id === id) acceptPage(page)
    } catch (error) {
      log.error({ err: error, client_id }, 'History could not be read for a socket')
      close(closeCodes.try_again, 'history cannot be read; resume with since')
    }
    reading = false
    proceed()
  }

  function acceptPage ({ events, through_id }: Page): void {
    const until_id = historyEnd()
    const frames: Buffer[] = []
    let bytes = 0
    let [complete, last] = [true, false]
    for (const event of events) {
      if (event.id > until_id) break
      if (bytes >= limits.batch_bytes) {
        complete = false
        break
      }
      for (const message of event.messages) {
        if (!accepts(filter, message)) continue
        frames.push(message.frame)
        bytes += message.frame.length
        if (message.carries_cursor) last_sent_id = event.id
        last = message.last === true
      }
      id = event.id
      if (last) break
    }
    if (complete) id = Math.max(id, Math.min(until_id, through_id))
    if (replaying !== null) replaying.replayed += frames.length
    if (frames.length > 0) write(Buffer.concat(frames, bytes), frames.length)
    if (last) close(...job_over)
  }

  const client: FedClient = {
    client_id,
    view: view.name,
    path,
    connected_at: clock.now(),
    filter: () => filter,
    setFilter (next) { filter = next },
    send,
    replay (after_id, then = () => {}) {
      replaying = { until_id: context.last_id(), replayed: 0, then }
      id = last_sent_id = after_id
      proceed()
    },
    close,
    detach () { end(false) },
    closed: () => closed,
    stats: () => ({ id, buffered_bytes: sink.writableLength(), sent_messages: sent, coalesced_messages: coalesced, dropped_messages: 0 }), // who does not read waits at its cursor
    feed,
    bookmark () {
      if (closed || reading || replaying !== null || id <= last_sent_id || isStalled()) return
      last_sent_id = id
      send(view.bookmark(id))
    }
  }
  return client
}
