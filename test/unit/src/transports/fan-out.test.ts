import t from 'tap'
import { createFanOut, fanOutLimits } from '../../../../src/transports/fan-out.ts'
import type { FanOutLimits } from '../../../../src/transports/fan-out.ts'
import { createNativeView } from '../../../../src/transports/native.ts'
import { createFilter } from '../../../../src/transports/view.ts'
import type { View } from '../../../../src/transports/view.ts'
import { bodies, createFakeStream, jobs } from '../../../fixtures/fake-stream.ts'
import { createFakeSink } from '../../../fixtures/fake-sink.ts'
import type { FakeSink, Frame } from '../../../fixtures/fake-sink.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'
import { undeclared } from '../../../helpers/server-message.ts'

const server = { name: 'onetrainer-web-ui', version: '0.1.0', started_at: '2026-01-01T00:00:00.000Z' }

function setUp (limits: Partial<FanOutLimits> = {}, adapt: (view: View) => View = view => view) {
  const clock = createManualClock()
  const stream = createFakeStream()
  const errors: string[] = []
  const fanOut = createFanOut({
    stream, clock,
    log: {
      error: (_, message) => {
        errors.push(message)
      }
    },
    limits: { ...fanOutLimits, ...limits }
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
  return { clock, stream, errors, fanOut, native, view, join }
}

/** Lets reads of the fake history, and what follows from them, come to an end. */
const settled = async (): Promise<void> => { await new Promise(resolve => { setImmediate(resolve) }) }
const types = (sink: FakeSink): string[] => sink.messages().map(({ type }) => type)
const said = (sink: FakeSink, type: string): unknown[] =>
  sink
    .messages()
    .filter(one => one.type === type)
    .map(({ message }) => message)
const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index))
const steps = (sink: FakeSink): unknown[] =>
  sink
    .messages()
    .filter(one => one.type === 'training_progress')
    .map(({ step }) => step)

t.test('[W13] the first message is connected, with the state and the cursor', t => {
  const { join, stream } = setUp()
  stream.emit(bodies.status('running'))
  const { sink } = join()
  t.match(sink.messages(), [{ type: 'connected', state: { status: 'running', seq: 1 }, last_event_id: 'k3f9a2c1.1' }])
  stream.emit(bodies.warning())
  t.strictSame(types(sink), ['connected', 'warning'])
  t.end()
})

t.test('[W26] the first event of a quiet stream leaves at once, the rest in one write each tick', t => {
  const { clock, join, stream } = setUp()
  const { sink } = join(['log'])
  for (const line of numbers(1, 50)) stream.emit(bodies.log(line))
  t.strictSame([sink.writes.length, said(sink, 'log')], [2, ['1']])
  clock.advance(16)
  t.strictSame([sink.writes.length, said(sink, 'log')], [3, numbers(1, 50)])
  stream.emit(bodies.log('51'))
  t.equal(sink.writes.length, 3, 'the next tick has begun')
  clock.advance(16)
  clock.advance(16)
  stream.emit(bodies.log('52'))
  t.strictSame(said(sink, 'log'), numbers(1, 52), 'after a tick without news the stream is quiet again')
  t.end()
})

t.test('[W26] a lossless event does not wait for the tick, and takes along what waits', t => {
  const { join, stream } = setUp()
  const { sink } = join(['log', 'warning'])
  stream.emit(bodies.log('1'))
  stream.emit(bodies.log('2'))
  stream.emit(bodies.warning('3'))
  t.strictSame(sink.messages().slice(1).map(({ message }) => message), ['1', '2', '3'])
  t.end()
})

t.test('[W26] clients at the same place with the same filter are written one and the same buffer', t => {
  const { clock, join, stream } = setUp()
  const [one, two, other] = [join(['log']), join(['log']), join(['log', 'warning'])]
  stream.emit(bodies.log('1'))
  stream.emit(bodies.log('2'), bodies.log('3'))
  clock.advance(16)
  t.equal(one.sink.writes.length, 3)
  t.equal(one.sink.writes[2], two.sink.writes[2])
  t.not(one.sink.writes[2], other.sink.writes[2])
  t.strictSame(other.sink.writes[2], one.sink.writes[2])
  t.end()
})

t.test(
  '[W6] a stuck client costs the others nothing, and gets all that is lossless and only the newest progress when it drains',
  t => {
    const { clock, join, stream, fanOut } = setUp({ buffered_bytes: 1000 })
    const stuck = join()
    const live = join()
    stuck.sink.stall()
    for (let step = 1; step <= 300; step++) {
      stream.emit(bodies.progress(step), bodies.warning(String(step)))
      clock.advance(100)
    }
    t.strictSame([said(live.sink, 'warning').length, steps(live.sink).length], [300, 300])
    const before = stuck.sink.writes.reduce((sum, { length }) => sum + length, 0)
    t.ok(before < 5000, `${before} bytes were written to the one that does not read`)
    t.match(fanOut.status().clients[0], { lag_events: 300 - said(stuck.sink, 'warning').length })
    stuck.sink.drain()
    t.strictSame(said(stuck.sink, 'warning'), numbers(1, 300))
    t.ok(steps(stuck.sink).length < 5)
    t.equal(steps(stuck.sink).at(-1), 300)
    const order = stuck.sink
      .messages()
      .filter(({ type }) => type !== 'connected')
      .map(({ seq }) => Number(seq))
    t.strictSame(
      order,
      [...order].sort((a, b) => a - b),
      'in the order it happened'
    )
    t.match(fanOut.status().clients, [{ lag_events: 0, buffered_bytes: 0 }, { coalesced_messages: 0 }])
    t.ok(fanOut.status().clients[0]!.coalesced_messages > 290)
    t.strictSame(undeclared([...stuck.sink.messages(), ...live.sink.messages()]), [])
    t.end()
  }
)

t.test('[W7] a client that does not drain for a minute is closed with 1013, and one that does is not', t => {
  const { clock, fanOut, join, stream } = setUp({ buffered_bytes: 1000 })
  const [stuck, slow] = [join(), join()]
  for (const { sink } of [stuck, slow]) sink.stall()
  stream.emit(bodies.log('x'.repeat(2000)))
  clock.advance(59_999)
  slow.sink.drain()
  t.equal(stuck.sink.closed, null)
  clock.advance(1)
  t.match(stuck.sink.closed, { code: 1013 })
  clock.advance(60_000)
  t.equal(slow.sink.closed, null)
  t.match(fanOut.status(), { connections: 1, total_connections: 2, closed_slow: 1 })
  stream.emit(bodies.warning())
  t.notOk(types(stuck.sink).includes('warning'))
  t.end()
})

t.test('[W8] a client that fell out of the ring is fed from history and meets the ring without a seam', async t => {
  const { clock, join, stream } = setUp({ ring: { frames: 20, bytes: 1e6 }, buffered_bytes: 500, page_events: 64 })
  const [stuck, twin, live] = [join(), join(), join()]
  for (const { sink } of [stuck, twin]) sink.stall()
  for (let number = 1; number <= 500; number++) {
    stream.emit(bodies.warning(String(number)), bodies.sample(number), bodies.progress(number))
    clock.advance(100)
  }
  stuck.sink.drain()
  twin.sink.drain()
  stream.emit(bodies.warning('501'))
  await settled()
  for (const { sink } of [stuck, twin, live]) {
    t.strictSame(said(sink, 'warning'), numbers(1, 501))
    t.equal(types(sink).filter(type => type === 'sample_generated').length, 500)
    t.equal(types(sink).filter(type => type === 'sample_default').length, 500)
    t.equal(steps(sink).at(-1), 500)
    t.strictSame(undeclared(sink.messages()), [])
  }
  const order = stuck.sink
    .messages()
    .filter(({ id }) => typeof id === 'string')
    .map(({ id }) => Number(String(id).split('.')[1]))
  t.strictSame(order, Array.from({ length: 1001 }, (_, index) => index + 1))
  t.equal(new Set(stream.asked).size, stream.asked.length, 'clients at the same place read a page once')
  t.ok(stream.asked.length <= 1001 / 64 + 1)
  t.end()
})

t.test('[W9] since replays what is kept and passes the filter, marked, then says so, then goes on live', async t => {
  const { join, stream } = setUp({ page_events: 3 })
  stream.emit(bodies.status('starting'), bodies.progress(1))
  for (const line of numbers(1, 10)) stream.emit(bodies.log(line), bodies.warning(line))
  const { client, sink } = join(['warning', 'training_progress', 'training_state'])
  client.replay(5)
  stream.emit(bodies.warning('11'))
  await settled()
  t.strictSame(types(sink), ['connected', ...numbers(3, 10).map(() => 'warning'), 'replay_complete', 'warning'])
  t.strictSame(said(sink, 'warning'), numbers(3, 11))
  t.strictSame(
    sink.messages().map(({ replay }) => replay ?? false),
    [false, ...numbers(3, 10).map(() => true), false, false]
  )
  t.match(sink.messages().at(-2), { type: 'replay_complete', replayed: 8, last_event_id: 'k3f9a2c1.21' })
  t.end()
})

t.test(
  '[W9] a client that missed nothing is told so at once; a second replay takes the place of the first',
  async t => {
    const { join, stream } = setUp({ page_events: 4 })
    for (const line of numbers(1, 20)) stream.emit(bodies.warning(line))
    const { client, sink } = join()
    client.replay(20)
    t.match(sink.messages().slice(1), [{ type: 'replay_complete', replayed: 0, last_event_id: 'k3f9a2c1.20' }])
    client.replay(2)
    client.replay(17)
    await settled()
    t.strictSame(
      [said(sink, 'warning'), types(sink).filter(type => type === 'replay_complete').length],
      [['18', '19', '20'], 2]
    )
    t.end()
  }
)

t.test('[W8] clients that come back with the same cursor cost one reading of history', async t => {
  const { join, stream } = setUp()
  for (const line of numbers(1, 20)) stream.emit(bodies.warning(line))
  for (let back = 0; back < 50; back++) {
    const { client, sink } = join()
    client.replay(5)
    if (back % 2 === 0) await settled()
    if (back === 40) stream.emit(bodies.warning('21'))
    await settled()
    t.strictSame(said(sink, 'warning'), numbers(6, back < 40 ? 20 : 21))
  }
  t.ok(stream.asked.length <= 3, `${stream.asked.length} readings`)
})

t.test('[W8] when history cannot be read the client is closed with 1013 and the others hear on', async t => {
  const { errors, join, stream } = setUp()
  stream.emit(bodies.warning('1'))
  const [reader, other] = [join(), join()]
  stream.failWith(new Error('disk I/O error'))
  reader.client.replay(0)
  await settled()
  t.match(reader.sink.closed, { code: 1013 })
  t.strictSame(errors, ['History could not be read for a socket'])
  stream.emit(bodies.warning('2'))
  t.strictSame(said(other.sink, 'warning'), ['2'])
  stream.failWith(null)
  other.client.replay(0)
  await settled()
  t.strictSame(said(other.sink, 'warning'), ['2', '1', '2'], 'a page that failed is not kept')
  t.end()
})

t.test('[W11] a bookmark tells a cursor that moved past filtered-out events, once', t => {
  const { clock, join, stream } = setUp()
  const { sink } = join(['warning'])
  stream.emit(bodies.log('1'), bodies.log('2'))
  clock.advance(15_000)
  t.match(sink.messages().slice(1), [{ type: 'bookmark', last_event_id: 'k3f9a2c1.2' }])
  clock.advance(60_000)
  stream.emit(bodies.log('3'), bodies.warning('4'))
  clock.advance(15_000)
  t.strictSame(types(sink), ['connected', 'bookmark', 'warning'], 'a message with an id makes a bookmark needless')
  t.end()
})

t.test('[W24] an event that cannot be encoded is logged and stops nothing, live or replayed', async t => {
  const fail = (message: string): void => { if (message === '2') throw new Error('planted') }
  const { errors, join, stream } = setUp({}, view => ({
    ...view,
    encode: published => { fail(String((published.event as Frame).message)); return view.encode(published) },
    replay: stored => { fail(String((stored.event as Frame).message)); return view.replay(stored) }
  }))
  const { client, sink } = join()
  stream.emit(bodies.warning('1'), bodies.warning('2'), bodies.warning('3'))
  client.replay(0)
  await settled()
  t.strictSame(said(sink, 'warning'), ['1', '3', '1', '3'])
  t.strictSame(errors, ['An event could not be encoded', 'An event could not be encoded'])
  t.end()
})

t.test('[W24] a socket that fails is ended and the others hear on', t => {
  const { errors, fanOut, join, stream } = setUp()
  const broken = createFakeSink()
  const [bad, good] = [join(null, broken), join()]
  broken.write = () => { throw new Error('EPIPE') }
  stream.emit(bodies.warning('1'))
  t.strictSame([broken.terminated, bad.client.closed(), errors.length], [true, true, 1])
  t.strictSame(said(good.sink, 'warning'), ['1'])
  t.equal(fanOut.status().connections, 1)
  t.end()
})

t.test('[W23] figures of the machine reach who listens, and of those a slow client missed it gets the newest', t => {
  const { clock, fanOut, join, native, view } = setUp({ buffered_bytes: 100 })
  const [slow, live] = [join(), join()]
  slow.sink.stall()
  const stats = (cpu_percent: number) =>
    native.stats({
      gpu_memory_used_gb: null, gpu_memory_total_gb: null, gpu_utilization_percent: null, cpu_percent, ram_used_gb: 1,
      ram_total_gb: 2, gpus: [], timestamp: '2026-01-01T00:00:00.000Z'
    })
  for (const percent of [1, 2, 3]) {
    fanOut.broadcast(view, stats(percent))
    clock.advance(2000)
  }
  slow.sink.drain()
  const cpu = (sink: FakeSink): unknown[] =>
    sink
      .messages()
      .filter(({ type }) => type === 'system_stats')
      .map(({ cpu_percent }) => cpu_percent)
  t.strictSame([cpu(live.sink), cpu(slow.sink)], [[1, 2, 3], [1, 3]])
  t.end()
})

t.test('[W27] without clients nothing is encoded, and no timer but one is left', t => {
  let encoded = 0
  const { clock, fanOut, join, stream } = setUp({}, view => ({
    ...view,
    encode: published => {
      encoded++
      return view.encode(published)
    }
  }))
  const { client } = join()
  stream.emit(bodies.progress(1), bodies.progress(2))
  client.detach()
  client.detach()
  clock.advance(1000)
  stream.emit(bodies.warning())
  t.strictSame([encoded, clock.timers(), fanOut.status().connections], [1, 1, 0])
  fanOut.close(1012, 'service restart')
  t.equal(clock.timers(), 0)
  t.end()
})

t.test('[W25] the status says who is connected, to what, and how far behind', t => {
  const { clock, fanOut, join, stream } = setUp()
  join(['log'])
  clock.advance(5)
  join()
  stream.emitFor(jobs[1], bodies.log('x'))
  t.strictSame(fanOut.status(), {
    clients: [
      {
        client_id: 'c1', view: 'native', path: '/ws', job_id: null, connected_at: '2026-01-01T00:00:00.000Z',
        subscriptions: ['log'], lag_events: 0, buffered_bytes: 0, sent_messages: 2, coalesced_messages: 0,
        dropped_messages: 0, last_event_id: 'k3f9a2c1.1'
      },
      {
        client_id: 'c2', view: 'native', path: '/ws', job_id: null, connected_at: '2026-01-01T00:00:00.005Z',
        subscriptions: null, lag_events: 0, buffered_bytes: 0, sent_messages: 2, coalesced_messages: 0,
        dropped_messages: 0, last_event_id: 'k3f9a2c1.1'
      }
    ],
    connections: 2,
    total_connections: 2,
    closed_slow: 0,
    last_event_id: 'k3f9a2c1.1'
  })
  t.end()
})

t.test('[W26] a filter can be of one job, and lets its own commands through', t => {
  const { clock, fanOut, native, stream, view } = setUp()
  const sink = createFakeSink()
  fanOut.attach({
    view, sink, path: '/ws',
    filter: createFilter({ topics: new Set(['warning']), job_id: jobs[1], refs: ['mine'] }),
    greeting: native.hello
  })
  stream.emit(bodies.warning('no'))
  stream.emitFor(jobs[1], bodies.warning('yes'), bodies.result('theirs'), bodies.result('mine'))
  const moment = (message: string) => ({
    topic: 'warning', key: null,
    text: JSON.stringify({ type: 'warning', message }),
    carries_cursor: false,
    ref: null
  })
  fanOut.broadcast(view, moment('of the other'), jobs[0])
  fanOut.broadcast(view, moment('of its own'), jobs[1])
  fanOut.broadcast(view, moment('of none'))
  clock.advance(16)
  t.match(sink.messages().slice(1), [
    { message: 'yes' }, { command_id: 'mine' }, { message: 'of its own' }, { message: 'of none' }
  ])
  t.equal(sink.messages().length, 5)
  t.end()
})
