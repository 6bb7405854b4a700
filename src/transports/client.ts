import { closeCodes } from '../../core/contract/socket.ts'
import type { Clock, Timer } from '../../core/domain/clock.ts'
import type { Channel, Log, Page, SharedBatches } from './channel.ts'
import { pageFrames } from './page-frames.ts'
import { createFrames } from './sink.ts'
import type { Frames, Sink } from './sink.ts'
import type { Filter } from './view.ts'

export interface ClientStats {
  id: number
  buffered_bytes: number
  sent_messages: number
  coalesced_messages: number
  dropped_messages: number
}

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
  /**
   * Sends the kept messages after `after_id` again and the message that ends a replay, calls `then`, and continues
   * live.
   */
  replay: (after_id: number, then?: () => void) => void
  /** Ends the connection; nothing more is written to it. */
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

/** History that a client asked for, up to the event that was the newest when it asked. */
interface Replay { until_id: number, replayed: number, then: () => void }

/** What a client waits for. A replay lasts over the pages that are read for it, and over a stall. */
type Phase =
  /** The next message of the ring. */
  | { is: 'live' }
  /** Its turn to read the next page of a replay, or to end the replay. */
  | { is: 'replaying', replay: Replay }
  /** A page of history: of a replay, or because the ring no longer holds what comes next. */
  | { is: 'reading', replay: Replay | null }
  /** Its socket to drain; it is closed when `patience` ends first. */
  | { is: 'stalled', replay: Replay | null, patience: Timer }
  | { is: 'closed' }

const live: Phase = { is: 'live' }
const closed: Phase = { is: 'closed' }
const replayOf = (phase: Phase): Replay | null => 'replay' in phase ? phase.replay : null
const withReplay = (replay: Replay | null): Phase => replay === null ? live : { is: 'replaying', replay }
const job_over = [closeCodes.job_over, 'the job is over'] as const

/**
 * Follows the stream for one connection: from the ring where possible, else from history; not while its socket does not
 * drain.
 */
export function createClient (context: ClientContext, connection: Connection): FedClient {
  const { clock, log, limits } = context
  const { client_id, path, channel, sink, start_id } = connection
  const { view } = channel
  let filter = connection.filter
  let [position, id, last_sent_id] = [channel.end(), start_id, start_id]
  let [sent, coalesced] = [0, 0]
  let phase = live
  const current = (): Phase => phase // a call in between may have changed it

  function end (slow: boolean): boolean {
    if (phase.is === 'closed') return false
    if (phase.is === 'stalled') phase.patience.cancel()
    phase = closed
    context.onGone(client, channel, slow)
    return true
  }

  function close (code: number, reason: string, slow = false): void {
    if (end(slow)) sink.close(code, reason)
  }

  /**
   * Whether its socket holds more than it should. While a page is read the client writes nothing, so it is looked at
   * afterwards.
   */
  function isStalled (): boolean {
    if ((phase.is === 'live' || phase.is === 'replaying') && sink.writableLength() > limits.buffered_bytes) {
      const patience = clock.after(limits.stall_ms, () => {
        close(closeCodes.try_again, 'too slow; resume with since', true)
      })
      phase = { is: 'stalled', replay: replayOf(phase), patience }
      sink.onceDrained(onDrained)
    }
    return phase.is === 'stalled'
  }

  function onDrained (): void {
    if (phase.is !== 'stalled') return
    phase.patience.cancel()
    phase = withReplay(phase.replay)
    proceed()
  }

  /** Writes; a connection that fails ends alone. */
  function write (frames: Frames): void {
    try {
      sink.write(frames)
      sent += frames.list.length
      isStalled()
    } catch (error) {
      log.error({ err: error, client_id }, 'A socket could not be written to')
      if (end(false)) sink.terminate()
    }
  }

  function send (texts: readonly string[]): void {
    if (phase.is === 'closed' || texts.length === 0) return
    const list = texts.map(view.frame)
    write(createFrames(list, list.reduce((bytes, frame) => bytes + frame.length, 0)))
  }

  /** History is read up to here, then the ring takes over. */
  const historyEnd = (): number => replayOf(phase)?.until_id ?? channel.evicted_id()

  function feed (shared: SharedBatches): boolean {
    if (isStalled() || (phase.is !== 'live' && phase.is !== 'replaying')) return false
    if (id < historyEnd()) {
      void read()
      return false
    }
    if (phase.is === 'replaying') {
      endReplay(phase.replay)
      return feed(shared)
    }
    const batch = channel.batch(filter, position, id, shared)
    position = batch.position
    id = batch.id
    last_sent_id = batch.last_sent_id ?? last_sent_id
    coalesced += batch.coalesced
    if (batch.frames !== null) write(batch.frames)
    if (batch.last) close(...job_over)
    return batch.more
  }

  function endReplay ({ replayed, then }: Replay): void {
    phase = live
    last_sent_id = id
    send(view.replayComplete(id, replayed))
    then()
  }

  function proceed (): void {
    if (feed(new Map())) context.wake()
  }

  async function read (): Promise<void> {
    phase = { is: 'reading', replay: replayOf(phase) }
    try {
      const page = await channel.page(id, filter.job_id)
      // A replay that was asked for meanwhile has moved the cursor: then this is not its page.
      if (current().is === 'reading' && page.after_id === id) acceptPage(page)
    } catch (error) {
      log.error({ err: error, client_id }, 'History could not be read for a socket')
      close(closeCodes.try_again, 'history cannot be read; resume with since')
    }
    if (phase.is === 'reading') phase = withReplay(phase.replay)
    proceed()
  }

  function acceptPage (page: Page): void {
    const until_id = historyEnd()
    const passed_over = channel.passedOver(position, until_id)
    const chosen = pageFrames(page, id, { filter, until_id, batch_bytes: limits.batch_bytes, passed_over })
    id = chosen.id
    last_sent_id = chosen.last_sent_id ?? last_sent_id
    position = chosen.position ?? position
    const replay = replayOf(phase)
    if (replay !== null) replay.replayed += chosen.replayed
    if (chosen.frames.length > 0) write(createFrames(chosen.frames, chosen.bytes))
    if (chosen.last) close(...job_over)
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
      if (phase.is === 'closed') return
      const replay = { until_id: context.last_id(), replayed: 0, then }
      phase = phase.is === 'live' ? withReplay(replay) : { ...phase, replay }
      id = last_sent_id = after_id
      proceed()
    },
    close,
    detach () { end(false) },
    closed: () => phase.is === 'closed',
    // A client that does not read waits at its cursor, so none of its messages is ever dropped.
    stats: () => ({
      id, buffered_bytes: sink.writableLength(), sent_messages: sent, coalesced_messages: coalesced, dropped_messages: 0
    }),
    feed,
    bookmark () {
      if (phase.is !== 'live' || id <= last_sent_id || isStalled()) return
      last_sent_id = id
      send(view.bookmark(id))
    }
  }
  return client
}
