import { createFanOut, fanOutLimits } from '../../src/transports/fan-out.ts'
import type { FanOutLimits } from '../../src/transports/fan-out.ts'
import { createNativeView } from '../../src/transports/native.ts'
import { createFilter } from '../../src/transports/view.ts'
import type { View } from '../../src/transports/view.ts'
import { createFakeSink } from '../fixtures/fake-sink.ts'
import type { FakeSink } from '../fixtures/fake-sink.ts'
import { createFakeStream } from '../fixtures/fake-stream.ts'
import { createManualClock } from './manual-clock.ts'
import type { ManualClock } from './manual-clock.ts'

export interface FanOutOptions {
  limits?: Partial<FanOutLimits>
  clock?: ManualClock
  /** Receives the message of each error that is logged; without it the error is thrown. */
  logged?: string[]
}

/** A fan-out over a stream in memory and a manual clock, with the view of `/ws`. */
export function openFanOut ({ limits = {}, clock = createManualClock(), logged }: FanOutOptions = {}) {
  const stream = createFakeStream()
  const log = {
    error (facts: object, message: string) {
      if (logged === undefined) throw Object.assign(new Error(message), facts)
      logged.push(message)
    }
  }
  const fanOut = createFanOut({ stream, clock, log, limits: { ...fanOutLimits, ...limits } })
  const server = { name: 'onetrainer-web-ui', version: '0.1.0', started_at: '2026-01-01T00:00:00.000Z' }
  const native = createNativeView({ stream_id: stream.stream_id, clock, server })
  return { clock, stream, log, fanOut, native }
}

/** A fan-out whose clients join without a session, through the view of `/ws` or what `adapt` makes of it. */
export function openClients (
  { adapt = view => view, ...options }: FanOutOptions & { adapt?: (view: View) => View } = {}
) {
  const opened = openFanOut(options)
  const view = adapt(opened.native)
  const join = (topics: string[] | null = null, sink: FakeSink = createFakeSink()) => {
    const client = opened.fanOut.attach({
      view, sink, path: '/ws',
      filter: createFilter({ topics: topics === null ? null : new Set(topics) }),
      greeting: opened.native.hello
    })
    return { client, sink }
  }
  return { ...opened, view, join }
}

/** Waits until reads of the history in memory, and what follows from them, have ended. */
export async function settled (turns = 1): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise(resolve => { setImmediate(resolve) })
}

export const typesSent = (sink: FakeSink): string[] => sink.messages().map(({ type }) => type)

/** The `message` fields of the messages of one type. */
export const textsSent = (sink: FakeSink, type: string): unknown[] =>
  sink
    .messages()
    .filter(one => one.type === type)
    .map(({ message }) => message)

/** The steps of the progress messages. */
export const stepsSent = (sink: FakeSink): unknown[] =>
  sink
    .messages()
    .filter(({ type }) => type === 'training_progress')
    .map(({ step }) => step)

/** Whole numbers as texts. */
export const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index))
