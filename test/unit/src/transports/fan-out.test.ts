import t from 'tap'
import { createFilter } from '../../../../src/transports/view.ts'
import type { Message } from '../../../../src/transports/view.ts'
import { bodies, jobs } from '../../../fixtures/fake-stream.ts'
import { createFakeSink } from '../../../fixtures/fake-sink.ts'
import { numbers, openClients, textsSent, typesSent } from '../../../helpers/fan-out.ts'

t.test('[W13] the first message is connected, with the state and the cursor', t => {
  const { join, stream } = openClients()
  stream.emit(bodies.status('running'))
  const { sink } = join()
  t.match(sink.messages(), [{ type: 'connected', state: { status: 'running', seq: 1 }, last_event_id: 'k3f9a2c1.1' }])
  stream.emit(bodies.warning())
  t.strictSame(typesSent(sink), ['connected', 'warning'])
  t.end()
})

t.test('[W4] between two progress messages passes the time that the server is set to, or the longer one of the view', t => {
  const cases = [[250, 0, 250], [0, 0, 0], [250, 1000, 1000]] as const
  for (const [progress_interval_ms, throttle_ms, expected_ms] of cases) {
    const { clock, join, stream } = openClients({
      limits: { progress_interval_ms }, adapt: view => ({ ...view, throttle_ms })
    })
    const { sink } = join(['training_progress'])
    const sent = (): number => typesSent(sink).filter(type => type === 'training_progress').length
    stream.emit(bodies.progress(1))
    stream.emit(bodies.progress(2))
    for (let ms = 0; sent() < 2; ms++) {
      if (ms >= expected_ms + 17) throw new Error(`not sent after ${ms} ms`)
      t.ok(sent() === 1 || expected_ms === 0)
      clock.advance(1)
    }
    t.ok(clock.mono() >= expected_ms, `${clock.mono()} ms`)
  }
  t.end()
})

t.test('[W26] the first event of an idle stream is sent at once, the rest in one write each tick', t => {
  const { clock, join, stream } = openClients()
  const { sink } = join(['log'])
  for (const line of numbers(1, 50)) stream.emit(bodies.log(line))
  t.strictSame([sink.writes.length, textsSent(sink, 'log')], [2, ['1']])
  clock.advance(16)
  t.strictSame([sink.writes.length, textsSent(sink, 'log')], [3, numbers(1, 50)])
  stream.emit(bodies.log('51'))
  t.equal(sink.writes.length, 3, 'the next tick has begun')
  clock.advance(16)
  clock.advance(16)
  stream.emit(bodies.log('52'))
  t.strictSame(textsSent(sink, 'log'), numbers(1, 52), 'after a tick without news the stream is quiet again')
  t.end()
})

t.test('[W26] a lossless event does not wait for the tick, and everything pending is sent with it', t => {
  const { join, stream } = openClients()
  const { sink } = join(['log', 'warning'])
  stream.emit(bodies.log('1'))
  stream.emit(bodies.log('2'))
  stream.emit(bodies.warning('3'))
  t.strictSame(sink.messages().slice(1).map(({ message }) => message), ['1', '2', '3'])
  t.end()
})

t.test('[W26] clients at the same position with the same filter share one buffer', t => {
  const { clock, join, stream } = openClients()
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

t.test('[W26] a filter can select one job, and accepts the results of given commands', t => {
  const { clock, fanOut, native, stream, view } = openClients()
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

t.test('[W23] the source of a view runs only while the view has clients', t => {
  const { join, fanOut } = openClients({
    adapt: native => ({
      ...native,
      source: send => {
        sends.push(send)
        return () => {
          sends.pop()
        }
      }
    })
  })
  const sends: Array<(message: Message) => void> = []
  const [one, two] = [join(), join()]
  t.equal(sends.length, 1)
  for (const send of sends) {
    send({
      topic: 'system_stats', key: 'system_stats', text: '{"type":"system_stats"}', carries_cursor: false, ref: null
    })
  }
  t.strictSame(
    [one, two].map(({ sink }) => typesSent(sink)),
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

t.test('[W27] without clients nothing is encoded, and only one timer is left', t => {
  let encoded = 0
  const { clock, fanOut, join, stream } = openClients({
    adapt: view => ({
      ...view,
      encode: published => {
        encoded++
        return view.encode(published)
      }
    })
  })
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

t.test('[W25] the socket status lists each client, its path, and how far it is behind', t => {
  const { clock, fanOut, join, stream } = openClients()
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
