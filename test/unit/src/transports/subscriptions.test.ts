import t from 'tap'
import { bodies } from '../../../fixtures/fake-stream.ts'
import { typesSent } from '../../../helpers/fan-out.ts'
import { openNativeSessions } from '../../../helpers/native-sessions.ts'
import { undeclared } from '../../../helpers/server-message.ts'

t.test(
  '[W13] everything is sent until the first subscribe, the named types after it, and fewer after an unsubscribe',
  t => {
    const { stream, connect } = openNativeSessions()
    const { sink, send } = connect()
    stream.emit(bodies.warning('1'), bodies.log('2'))
    send({ type: 'subscribe', events: ['training_status', 'log', 'log'] })
    stream.emit(bodies.warning('3'), bodies.log('4'), bodies.status())
    send({ type: 'subscribe', events: ['warning'] })
    send({ type: 'unsubscribe', events: ['log', 'gap'] })
    stream.emit(bodies.log('5'), bodies.warning('6'))
    send({ type: 'unsubscribe', events: ['warning', 'training_status'] })
    stream.emit(bodies.warning('7'), bodies.status())
    t.match(sink.messages(), [
      { type: 'connected' }, { type: 'warning', message: '1' }, { type: 'log', message: '2' },
      { type: 'subscribed', events: ['training_status', 'log'], all_subscriptions: ['training_status', 'log'] },
      { type: 'log', message: '4' },
      { type: 'training_status' },
      { type: 'subscribed', events: ['warning'], all_subscriptions: ['training_status', 'log', 'warning'] },
      { type: 'unsubscribed', events: ['log', 'gap'], remaining_subscriptions: ['training_status', 'warning'] },
      { type: 'warning', message: '6' },
      { type: 'unsubscribed', remaining_subscriptions: [] }
    ])
    t.equal(sink.messages().length, 10)
    t.strictSame(undeclared(sink.messages()), [])
    t.end()
  }
)

t.test('[W13] a client that unsubscribes before it subscribes still receives all other types', t => {
  const { stream, connect } = openNativeSessions()
  const [one, two] = [connect(), connect()]
  one.send({ type: 'unsubscribe', events: ['log'] })
  two.send({ type: 'subscribe', events: ['sample_custom', 'training_state'] })
  stream.emit(bodies.log('x'), bodies.warning('y'), bodies.sample(1, 'custom'), bodies.status())
  t.strictSame(typesSent(one.sink).slice(2), [
    'warning', 'sample_custom', 'sample_generated', 'training_status', 'training_state'
  ])
  t.strictSame(typesSent(two.sink).slice(2), ['sample_custom', 'training_state'])
  t.end()
})
