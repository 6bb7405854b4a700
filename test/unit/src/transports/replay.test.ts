import t from 'tap'
import { bodies } from '../../../fixtures/fake-stream.ts'
import type { FakeSink } from '../../../fixtures/fake-sink.ts'
import { numbers, openClients, settled, textsSent, typesSent } from '../../../helpers/fan-out.ts'

t.test('[W9] since replays stored, subscribed events, then sends replay_complete, then live events', async t => {
  const { join, stream } = openClients({ limits: { page_events: 3 } })
  stream.emit(bodies.status('starting'), bodies.progress(1))
  for (const line of numbers(1, 10)) stream.emit(bodies.log(line), bodies.warning(line))
  const { client, sink } = join(['warning', 'training_progress', 'training_state'])
  client.replay(5)
  stream.emit(bodies.warning('11'))
  await settled()
  t.strictSame(typesSent(sink), ['connected', ...numbers(3, 10).map(() => 'warning'), 'replay_complete', 'warning'])
  t.strictSame(textsSent(sink, 'warning'), numbers(3, 11))
  t.strictSame(
    sink.messages().map(({ replay }) => replay ?? false),
    [false, ...numbers(3, 10).map(() => true), false, false]
  )
  t.match(sink.messages().at(-2), { type: 'replay_complete', replayed: 8, last_event_id: 'k3f9a2c1.21' })
  t.end()
})

t.test(
  '[W9] a client that missed nothing receives replay_complete at once; a second replay replaces the first',
  async t => {
    const { join, stream } = openClients({ limits: { page_events: 4 } })
    for (const line of numbers(1, 20)) stream.emit(bodies.warning(line))
    const { client, sink } = join()
    client.replay(20)
    t.match(sink.messages().slice(1), [{ type: 'replay_complete', replayed: 0, last_event_id: 'k3f9a2c1.20' }])
    client.replay(2)
    client.replay(17)
    await settled()
    t.strictSame(
      [textsSent(sink, 'warning'), typesSent(sink).filter(type => type === 'replay_complete').length],
      [['18', '19', '20'], 2]
    )
    t.end()
  }
)

t.test(
  '[W29] a replay that is requested while a client reads history or is stalled runs once and in order; a closed client stays closed',
  async t => {
    const limits = { buffered_bytes: 100, ring: { frames: 3, bytes: 100_000 }, page_events: 4 }
    const { stream, join, clock } = openClients({ limits })
    const warnings = ({ sink }: { sink: FakeSink }): unknown[] => textsSent(sink, 'warning')
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
    await settled(10)
    t.strictSame(
      [warnings(reading), typesSent(reading.sink).filter(type => type === 'replay_complete').length],
      [numbers(11, 21), 1]
    )
    t.strictSame(warnings(stalled), ['21'], 'not fed while its socket does not drain')
    stalled.sink.drain()
    await settled(10)
    t.strictSame(
      [warnings(stalled), typesSent(stalled.sink).filter(type => type === 'replay_complete').length],
      [['21', ...numbers(16, 21)], 1]
    )
    clock.advance(60_000)
    t.strictSame(
      [reading, stalled, closed].map(({ sink }) => sink.closed?.code ?? null),
      [null, null, 1000]
    )
  }
)

t.test('[W8] clients that come back with the same cursor cost one reading of history', async t => {
  const { join, stream } = openClients()
  for (const line of numbers(1, 20)) stream.emit(bodies.warning(line))
  for (let back = 0; back < 50; back++) {
    const { client, sink } = join()
    client.replay(5)
    if (back % 2 === 0) await settled()
    if (back === 40) stream.emit(bodies.warning('21'))
    await settled()
    t.strictSame(textsSent(sink, 'warning'), numbers(6, back < 40 ? 20 : 21))
  }
  t.ok(stream.asked.length <= 3, `${stream.asked.length} readings`)
})

t.test('[W11] a cursor that passed filtered-out events is sent as a bookmark, once', t => {
  const { clock, join, stream } = openClients()
  const { sink } = join(['warning'])
  stream.emit(bodies.log('1'), bodies.log('2'))
  clock.advance(15_000)
  t.match(sink.messages().slice(1), [{ type: 'bookmark', last_event_id: 'k3f9a2c1.2' }])
  clock.advance(60_000)
  stream.emit(bodies.log('3'), bodies.warning('4'))
  clock.advance(15_000)
  t.strictSame(typesSent(sink), ['connected', 'bookmark', 'warning'], 'a message with an id makes a bookmark needless')
  t.end()
})
