import t from 'tap'
import type { Clock } from '../../../../core/domain/clock.ts'
import { createAppError } from '../../../../core/domain/app-error.ts'
import type { SendCommand } from '../../../../src/transports/message-handler.ts'
import { createFanOut } from '../../../../src/transports/fan-out.ts'
import { createKeepAlive } from '../../../../src/transports/keep-alive.ts'
import { createNativeView } from '../../../../src/transports/native.ts'
import { openNativeSession } from '../../../../src/transports/native-session.ts'
import { bodies, createFakeStream } from '../../../fixtures/fake-stream.ts'
import { createFakeSink } from '../../../fixtures/fake-sink.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'
import { undeclared } from '../../../helpers/server-message.ts'

const server = { name: 'onetrainer-web-ui', version: '0.1.0', started_at: '2026-01-01T00:00:00.000Z' }
const settled = async (): Promise<void> => { await new Promise(resolve => { setImmediate(resolve) }) }

function setUp ({
  command = async ({ id }) => ({ command_id: id }),
  clock = createManualClock()
}: { command?: SendCommand, clock?: Clock } = {}) {
  const stream = createFakeStream()
  const logged: string[] = []
  const log = {
    error: (_: object, message: string) => {
      logged.push(message)
    }
  }
  const fanOut = createFanOut({ stream, clock, log })
  const view = createNativeView({ stream_id: stream.stream_id, clock, server })
  const keepAlive = createKeepAlive({ clock, interval_ms: 25_000, most_missed: 2 })
  let made = 0
  function connect (since: string | null = null) {
    const sink = createFakeSink()
    const pings: number[] = []
    const session = openNativeSession(
      { fanOut, view, stream, clock, keepAlive, commands: { send: command, newId: () => `made-${++made}` }, log },
      {
        sink, path: '/ws',
        ping: () => {
          pings.push(clock.mono())
        }
      },
      since
    )
    return {
      sink, session, pings,
      send: (message: unknown) => {
        session.onText(typeof message === 'string' ? message : JSON.stringify(message))
      },
      /** What came since it was asked the last time. */
      received: () => sink.messages().splice(0)
    }
  }
  return { stream, fanOut, logged, connect }
}
const typesOf = (messages: Array<{ type: string }>): string[] => messages.map(({ type }) => type)

t.test(
  '[W13] everything is sent until the first subscribe, the named types after it, and fewer after an unsubscribe',
  t => {
    const { stream, connect } = setUp()
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

t.test('[W13] who unsubscribes before it subscribed goes on getting the rest; S1\'s names are topics too', t => {
  const { stream, connect } = setUp()
  const [one, two] = [connect(), connect()]
  one.send({ type: 'unsubscribe', events: ['log'] })
  two.send({ type: 'subscribe', events: ['sample_custom', 'training_state'] })
  stream.emit(bodies.log('x'), bodies.warning('y'), bodies.sample(1, 'custom'), bodies.status())
  t.strictSame(typesOf(one.received()).slice(2), [
    'warning', 'sample_custom', 'sample_generated', 'training_status', 'training_state'
  ])
  t.strictSame(typesOf(two.received()).slice(2), ['sample_custom', 'training_state'])
  t.end()
})

t.test('[W14] every ping gets a JSON pong with its own time and the server\'s', t => {
  const { connect } = setUp()
  const { received, send } = connect()
  send('ping')
  send('"ping"')
  send({ type: 'ping', timestamp: '2024-01-01T12:00:00.000Z' })
  const server_timestamp = '2026-01-01T00:00:00.000Z'
  t.strictSame(
    received().slice(1),
    [null, null, '2024-01-01T12:00:00.000Z'].map(client_timestamp => ({
      type: 'pong', client_timestamp, server_timestamp
    }))
  )
  t.end()
})

t.test('[W9] resume tells what came after a cursor, and leaves what is subscribed to as it was', async t => {
  const { stream, connect } = setUp()
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

t.test('[W9] since is understood in subscribe and in the URL', async t => {
  const { stream, connect } = setUp()
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

t.test('[W10] a cursor that is not ours is answered by gap and the whole state, never misread', async t => {
  for (const cursor of [
    'garbage', 'zzzzzzzz.1', 'k3f9a2c1.2', 'k3f9a2c1.99999999999999999999', 'k3f9a2c1.-1', 'k3f9a2c1.1.1', 'K3F9A2C1.1',
    ''
  ]) {
    const { stream, connect } = setUp()
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

t.test(
  '[W15] five messages in a row that are not understood close the socket with 1008, a good one between them starts anew',
  t => {
    const { connect, fanOut } = setUp()
    const { received, send, session, sink } = connect()
    for (const text of ['{', 'x', '[]', '{}', 'ping', '{', 'x', '[]']) send(text)
    session.onBinary()
    t.strictSame([typesOf(received()).filter(type => type === 'error').length, sink.closed], [8, null])
    t.match(received().at(-1), {
      type: 'error', statusCode: 400, code: 'invalid_request', error: 'Bad Request', request_id: 'c1-9'
    })
    send('{')
    t.match(sink.closed, { code: 1008 })
    const before = sink.writes.length
    send('ping')
    t.strictSame([sink.writes.length, fanOut.status().connections], [before, 0], 'a closed socket is answered no more')
    t.strictSame(undeclared(received()), [])
    t.end()
  }
)

t.test(
  '[W16] a flood is refused message by message, and closed with 1008 if it goes on; who slows down is served',
  t => {
    const clock = createManualClock()
    const { connect } = setUp({ clock })
    const { received, send, sink } = connect()
    const flood = (count: number): void => {
      for (let i = 0; i < count; i++) send('ping')
    }
    flood(61)
    t.match(received().slice(-2), [{ type: 'pong' }, { type: 'error', code: 'rate_limited', statusCode: 429 }])
    clock.advance(1000)
    flood(21)
    t.equal(typesOf(received()).filter(type => type === 'pong').length, 80, '20 more each second')
    flood(98)
    t.equal(sink.closed, null)
    flood(1)
    t.match(sink.closed, { code: 1008 })
    const patient = connect()
    for (let round = 0; round < 5; round++) {
      for (let i = 0; i < 100; i++) patient.send('ping')
      clock.advance(10_000)
    }
    t.equal(patient.sink.closed, null)
    t.end()
  }
)

t.test('[W18] who leaves two pings unanswered is closed; a pong or a message keeps it', t => {
  const clock = createManualClock()
  const { connect } = setUp({ clock })
  const [silent, polite, chatty] = [connect(), connect(), connect()]
  for (let round = 1; round <= 3; round++) {
    clock.advance(24_999)
    chatty.send('ping')
    clock.advance(1)
    polite.session.onPong()
    t.equal(silent.sink.closed?.code, round < 3 ? undefined : 4408)
  }
  t.strictSame([silent.pings, polite.pings.length], [[25_000, 50_000], 3])
  t.strictSame([polite.sink.closed, chatty.sink.closed], [null, null])
  polite.session.onGone()
  clock.advance(100_000)
  t.equal(polite.pings.length, 3, 'who is gone is pinged no more')
  t.end()
})

t.test('[W18] after this process slept everybody gets a fresh start', t => {
  const clock = createManualClock()
  let slept = 0
  const { connect } = setUp({ clock: { ...clock, mono: () => clock.mono() + slept } })
  const { pings, sink } = connect()
  clock.advance(50_000)
  slept = 3_600_000
  clock.advance(25_000)
  t.strictSame([sink.closed, pings.length], [null, 3])
  clock.advance(25_000)
  t.equal(sink.closed, null)
  clock.advance(25_000)
  t.match(sink.closed, { code: 4408 })
  t.end()
})

t.test('[W19] a command is carried out with its arguments, and its result reaches its sender alone', async t => {
  const requests: unknown[] = []
  const { stream, connect } = setUp({
    command: async request => {
      requests.push(request)
      return { command_id: request.id }
    }
  })
  const [sender, other, all] = [connect(), connect(), connect()]
  for (const { send } of [sender, other]) send({ type: 'subscribe', events: ['log'] })
  sender.send({ type: 'command', command: 'stop', args: { backup: true }, id: 'mine', job: '7' })
  sender.send({ type: 'command', command: 'backup' })
  await settled()
  t.strictSame(requests, [
    { command: 'stop', args: { backup: true }, args_at: '/args', id: 'mine', job: '7' },
    { command: 'backup', args: {}, args_at: '/args', id: 'made-1' }
  ])
  stream.emit(bodies.result('mine', 'accepted'), bodies.result('made-1'), bodies.result('mine'), bodies.result('other'))
  const results = ({ received }: typeof sender): unknown[] =>
    received()
      .filter(({ type }) => type === 'command_result')
      .map(({ command_id, status }) => `${String(command_id)} ${String(status)}`)
  t.strictSame(
    [results(sender), results(other), results(all).length],
    [['mine accepted', 'made-1 done', 'mine done'], [], 4]
  )
})

t.test(
  '[W19] a result that is there before the answer is not lost, nor one under the id of an earlier command',
  async t => {
    const { stream, connect } = setUp({
      command: async ({ id }) => {
        stream.emit(bodies.result(id, 'accepted'))
        return { command_id: 'earlier' }
      }
    })
    const { received, send } = connect()
    send({ type: 'subscribe', events: ['log'] })
    send({ type: 'command', command: 'stop', id: 'mine' })
    await settled()
    stream.emit(bodies.result('earlier'))
    t.match(received().slice(2), [
      { command_id: 'mine', status: 'accepted' }, { command_id: 'earlier', status: 'done' }
    ])
  }
)

t.test(
  '[W19] a command that is refused gets an error in the one shape under its own id; a fault of ours says nothing of its cause',
  async t => {
    const answers = [
      createAppError('not_running', { status: 'idle' }),
      createAppError('config_invalid', { count: 1 }, { details: [{ pointer: '/seed', message: 'Expected integer' }] }),
      new Error('secret path /srv')
    ]
    const { connect, logged } = setUp({ command: async () => await Promise.reject(answers.shift()) })
    const { received, send } = connect()
    send({ type: 'command', command: 'stop', id: 'mine' })
    send({ type: 'command', command: 'sample_custom', args: { seed: 'x' } })
    send({ type: 'command', command: 'save' })
    await settled()
    t.match(received().slice(1), [
      {
        type: 'error', statusCode: 409, code: 'not_running', message: 'No training is running (status idle)',
        request_id: 'mine'
      },
      { type: 'error', statusCode: 422, code: 'config_invalid', details: [{ pointer: '/seed' }], request_id: 'c1-2' },
      { type: 'error', statusCode: 500, code: 'internal', request_id: 'c1-3' }
    ])
    t.notMatch(JSON.stringify(received()), '/srv')
    t.strictSame(logged, ['A command of a socket failed'])
    t.strictSame(undeclared(received()), [])
  }
)
