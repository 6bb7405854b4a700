import type { ServerResponse } from 'node:http'
import { closeCodes } from '../../core/contract/socket.ts'
import { formatCursor, readCursor } from '../../core/domain/stream/cursor.ts'
import type { EventStream, Snapshot, StoredEvent } from '../../services/stream/event-stream.ts'
import type { Client } from './client.ts'
import type { FanOut } from './fan-out.ts'
import type { NativeView } from './native.ts'
import type { Sink } from './sink.ts'
import { createFilter } from './view.ts'
import type { Message, Emitted, View } from './view.ts'

/** A browser that lost its connection reconnects after this time. */
const retry_ms = 2000

/** The native stream as server-sent events. */
export interface EventSourceView extends View {
  stats: NativeView['stats']
  conditions: NativeView['conditions']
  changed: NativeView['changed']
  currentState: NativeView['currentState']
  /** First events of a connection; a client that is cut off reconnects with `cursor`. */
  hello: (snapshot: Snapshot, cursor: string | null) => string[]
  resync: (snapshot: Snapshot) => string[]
}

/**
 * The codec of server-sent events: the messages of the native stream, each an event of its type. An `id:` line means
 * that everything before it was sent.
 */
export function createEventSourceView (stream_id: string, native: NativeView): EventSourceView {
  const wrapped = (messages: Message[], id: number): Message[] =>
    messages.map(message => ({
      ...message,
      text: block(message.topic, message.text, message.carries_cursor ? formatCursor(stream_id, id) : null)
    }))
  const alone = (message: Message): Message => wrapped([message], 0)[0]! // one in, one out
  const typed = (texts: string[], cursor: string | null): string[] =>
    // as: all our messages have a type
    texts.map((text, index) =>
      block((JSON.parse(text) as { type: string }).type, text, index === texts.length - 1 ? cursor : null)
    )

  const wrappedState = ({ after, encode }: NonNullable<View['state']>): NonNullable<View['state']> =>
    ({ after, encode: published => wrapped([encode(published)], published.id)[0]! }) // one in, one out

  return {
    name: 'event-source',
    frame: text => Buffer.from(text),
    encode: (emitted: Emitted) => wrapped(native.encode(emitted), emitted.id),
    ...(native.state === undefined ? {} : { state: wrappedState(native.state) }),
    replay: (stored: StoredEvent) => wrapped(native.replay(stored), stored.id),
    replayComplete: (id, replayed) => typed(native.replayComplete(id, replayed), formatCursor(stream_id, id)),
    bookmark: id => typed(native.bookmark(id), formatCursor(stream_id, id)),
    stats: stats => alone(native.stats(stats)),
    conditions: list => alone(native.conditions(list)),
    changed: resource => alone(native.changed(resource)),
    currentState: state => alone(native.currentState(state)),
    hello: (snapshot, cursor) => [`retry: ${retry_ms}\n\n`, ...typed(native.hello(snapshot), cursor)],
    resync: ({ state, last_id }) => typed(native.resync(state), formatCursor(stream_id, last_id))
  }
}

// JSON has no line breaks, so one data line holds it.
const block = (event: string, data: string, id: string | null): string =>
  `${id === null ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`

/** A response that stays open, as the fan-out writes to it. */
export function createResponseSink (response: ServerResponse): Sink {
  return {
    write (frames) { if (!response.writableEnded && !response.destroyed) response.write(frames.joined()) },
    writableLength: () => response.writableLength,
    onceDrained (act) { response.once('drain', act) },
    close (code, reason) {
      // A client that does not read would not read the end either.
      if (code === closeCodes.try_again) response.destroy()
      else response.end(`: ${reason}\n\n`)
    },
    terminate () { response.destroy() }
  }
}

interface EventSourceDeps { fanOut: FanOut, view: EventSourceView, stream: Pick<EventStream, 'stream_id' | 'snapshot'> }

/** What a client asks for; `cursor` is its last event. */
export interface EventSourceRequest {
  path: string
  topics: ReadonlySet<string> | null
  job_id: string | null
  cursor: string | null
}

/** Serves one client: greets it, sends what it missed, and continues live. */
export function openEventSource (
  { fanOut, view, stream }: EventSourceDeps, sink: Sink,
  { path, topics, job_id, cursor }: EventSourceRequest
): Client {
  const client = fanOut.attach({
    view, sink, path, filter: createFilter({ topics, job_id }),
    // With a cursor the greeting has no id: cut off before the replay, a browser must reconnect with its old one.
    greeting: now => view.hello(now, cursor === null ? formatCursor(stream.stream_id, now.last_id) : null)
  })
  if (cursor === null) return client
  const after_id = readCursor(cursor, stream.stream_id, fanOut.last_id())
  if (after_id === null) client.send(view.resync(stream.snapshot()))
  else client.replay(after_id)
  return client
}
