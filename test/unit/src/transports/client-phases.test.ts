import t from 'tap'
import { createFanOut, fanOutLimits } from '../../../../src/transports/fan-out.ts'
import { createNativeView } from '../../../../src/transports/native.ts'
import { createFilter } from '../../../../src/transports/view.ts'
import type { Message, View } from '../../../../src/transports/view.ts'
import { bodies, createFakeStream } from '../../../fixtures/fake-stream.ts'
import { createFakeSink } from '../../../fixtures/fake-sink.ts'
import type { FakeSink } from '../../../fixtures/fake-sink.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'

const server = { name: 'onetrainer-web-ui', version: '0.1.0', started_at: '2026-01-01T00:00:00.000Z' }
const limits = { ...fanOutLimits, buffered_bytes: 100, ring: { frames: 3, bytes: 100_000 }, page_events: 4 }

function setUp (adapt: (view: View) => View = view => view) {
  const clock = createManualClock()
  const stream = createFakeStream()
  const fanOut = createFanOut({
    stream, clock,
    log: {
      error: (facts, message) => {
        throw Object.assign(new Error(message), facts)
      }
    },
    limits
  })
  const native = createNativeView({ stream_id: stream.stream_id, clock, server })
  const view = adapt(native)
  const join = (topics: string[] | null = null, sink: FakeSink = createFakeSink()) => {
    const client = fanOut.attach({
      view, sink, path: '/ws',
      filter: createFilter({ topics: topics === null ? null : new Set(topics) }),
      greeting: native.hello
    })
    return { client, sink }
  }
  return { clock, stream, fanOut, join }
}

/** Lets reads of the fake history, and what follows from them, come to an end. */
const settled = async (): Promise<void> => { await new Promise(resolve => { setImmediate(resolve) }) }
const types = (sink: FakeSink): string[] => sink.messages().map(({ type }) => type)
const warnings = ({ sink }: { sink: FakeSink }): unknown[] =>
  sink
    .messages()
    .filter(({ type }) => type === 'warning')
    .map(({ message }) => message)
const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index))

t.test(
  '[W29] a replay that is asked for while the client reads history or is stalled is carried out once, in order; a closed client stays closed',
  async t => {
    const { stream, join, clock } = setUp()
    for (const line of numbers(1, 20)) stream.emit(bodies.warning(line))
    const [reading, stalled, closed] = [join(['warning']), join(['warning']), join(['warning'])]
    reading.client.replay(2)
    reading.client.replay(10) // the page of the first replay is on its way
    stalled.sink.stall()
    stream.emit(bodies.warning('21'))
    stalled.client.replay(15)
    closed.client.replay(0)
    closed.client.close(1000, 'enough')
    closed.client.replay(0, () => {
      t.fail('nothing is replayed to a closed client')
    })
    for (let turn = 0; turn < 10; turn++) await settled()
    t.strictSame(
      [warnings(reading), types(reading.sink).filter(type => type === 'replay_complete').length],
      [numbers(11, 21), 1]
    )
    t.strictSame(warnings(stalled), ['21'], 'not fed while its socket does not drain')
    stalled.sink.drain()
    for (let turn = 0; turn < 10; turn++) await settled()
    t.strictSame(
      [warnings(stalled), types(stalled.sink).filter(type => type === 'replay_complete').length],
      [['21', ...numbers(16, 21)], 1]
    )
    clock.advance(60_000)
    t.strictSame(
      [reading, stalled, closed].map(({ sink }) => sink.closed?.code ?? null),
      [null, null, 1000]
    )
  }
)

t.test('[W23] a source of a view runs while the view has clients, and no longer', t => {
  const { join, fanOut } = setUp(native => ({
    ...native,
    source: send => {
      sends.push(send)
      return () => {
        sends.pop()
      }
    }
  }))
  const sends: Array<(message: Message) => void> = []
  const [one, two] = [join(), join()]
  t.equal(sends.length, 1)
  for (const send of sends) {
    send({
      topic: 'system_stats', key: 'system_stats', text: '{"type":"system_stats"}', carries_cursor: false, ref: null
    })
  }
  t.strictSame(
    [one, two].map(({ sink }) => types(sink)),
    [
      ['connected', 'system_stats'], ['connected', 'system_stats']
    ]
  )
  for (const { client } of [one, two]) client.detach()
  t.equal(sends.length, 0)
  join()
  fanOut.close(1012, 'service restart')
  t.equal(sends.length, 0)
  t.end()
})
