import t from 'tap'
import { bodies } from '../../../fixtures/fake-stream.ts'
import { settled } from '../../../helpers/fan-out.ts'
import { openNativeSessions } from '../../../helpers/native-sessions.ts'
import { undeclared } from '../../../helpers/server-message.ts'

t.test('[W9] resume replays the events after a cursor and keeps the subscriptions', async t => {
  const { stream, connect } = openNativeSessions()
  const one = connect()
  stream.emit(bodies.warning('1'), bodies.warning('2'), bodies.log('3'))
  one.send({ type: 'subscribe', events: ['warning'] })
  one.send({ type: 'resume', since: 'k3f9a2c1.1' })
  await settled()
  t.match(one.received().slice(-2), [
    { type: 'warning', message: '2', replay: true }, { type: 'replay_complete', replayed: 1 }
  ])
  one.send({ type: 'resume', since: 'of another store' })
  one.send({ type: 'resume' })
  t.match(one.received().slice(-3), [
    { type: 'gap', resync: true }, { type: 'training_state' },
    { type: 'error', details: [{ pointer: '/since' }] }
  ])
})

t.test('[W9] since is accepted in subscribe and in the URL', async t => {
  const { stream, connect } = openNativeSessions()
  stream.emit(bodies.warning('1'), bodies.warning('2'), bodies.log('3'))
  const [one, two] = [connect(), connect('k3f9a2c1.2')]
  one.send({ type: 'subscribe', events: ['warning'], since: 'k3f9a2c1.1' })
  await settled()
  t.match(one.received().slice(1), [
    { type: 'subscribed' }, { type: 'warning', message: '2', replay: true }, { type: 'replay_complete', replayed: 1 }
  ])
  t.match(two.received(), [
    { type: 'connected' }, { type: 'log', message: '3', replay: true },
    { type: 'replay_complete', replayed: 1, last_event_id: 'k3f9a2c1.3' }
  ])
})

t.test('[W10] a malformed or foreign cursor is answered by a gap with resync and the whole state', async t => {
  for (const cursor of [
    'garbage', 'zzzzzzzz.1', 'k3f9a2c1.2', 'k3f9a2c1.99999999999999999999', 'k3f9a2c1.-1', 'k3f9a2c1.1.1', 'K3F9A2C1.1',
    ''
  ]) {
    const { stream, connect } = openNativeSessions()
    stream.emit(bodies.status('running'))
    const [subscribed, connected] = [connect(), connect(cursor)]
    subscribed.send({ type: 'subscribe', events: ['log'], since: cursor })
    await settled()
    const resync = [
      { type: 'gap', reason: 'history_reset', resync: true, id: null },
      { type: 'training_state', status: 'running', seq: 1 }
    ]
    t.match(subscribed.received().slice(2), resync, cursor)
    t.match(connected.received().slice(1), resync, cursor)
    t.strictSame(undeclared([...subscribed.received(), ...connected.received()]), [])
    stream.emit(bodies.log('on'))
    t.match(subscribed.received().at(-1), { type: 'log', message: 'on' }, 'and the stream goes on')
  }
})
