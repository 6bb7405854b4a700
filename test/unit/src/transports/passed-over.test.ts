import t from 'tap'
import { bodies } from '../../../fixtures/fake-stream.ts'
import { openClients, settled, stepsSent, textsSent, typesSent } from '../../../helpers/fan-out.ts'

t.test('[W40] a client that fell behind receives the newest progress in its place among the events', async t => {
  const ring = { frames: 3, bytes: 100_000 }
  const { join, stream } = openClients({ limits: { ring, page_events: 2, progress_interval_ms: 0 } })
  const { sink } = join(['warning', 'training_progress', 'training_state'])
  stream.emit(
    bodies.warning('1'), bodies.progress(1), bodies.warning('2'), bodies.progress(2),
    ...['3', '4', '5', '6', '7'].map(text => bodies.warning(text))
  )
  await settled(20)
  t.strictSame(textsSent(sink, 'warning'), ['1', '2', '3', '4', '5', '6', '7'])
  t.strictSame(stepsSent(sink), [2], 'the older one was replaced')
  t.strictSame(typesSent(sink).slice(1, 6), [
    'warning', 'warning', 'training_progress', 'training_state', 'warning'
  ])
  t.end()
})

t.test('[W40] a client that asks for a replay receives the newest progress that it was not sent before', async t => {
  const { clock, join, stream } = openClients()
  stream.emit(bodies.warning('1'))
  const { client, sink } = join(['warning', 'training_progress'])
  sink.stall()
  stream.emit(bodies.warning('2'), bodies.progress(2), bodies.warning('3'))
  client.replay(0)
  sink.drain()
  await settled(20)
  clock.advance(1000)
  t.strictSame(textsSent(sink, 'warning').slice(-3), ['1', '2', '3'])
  t.ok(stepsSent(sink).includes(2), 'progress is in no history')
  const [done] = sink.messages().filter(({ type }) => type === 'replay_complete')
  t.equal(done?.replayed, 3, 'and is no replayed message')
  t.end()
})

t.test('[W40] a client that is new receives no progress from before its greeting', async t => {
  const { join, stream } = openClients({ limits: { ring: { frames: 3, bytes: 100_000 }, page_events: 2 } })
  stream.emit(bodies.progress(1), ...['1', '2', '3', '4', '5'].map(text => bodies.warning(text)))
  const { client, sink } = join(['warning', 'training_progress'])
  client.replay(0)
  await settled(20)
  t.strictSame(stepsSent(sink), [], 'its greeting has the state already')
  t.end()
})
