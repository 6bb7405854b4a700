import t from 'tap'
import { typesSent } from '../../../helpers/fan-out.ts'
import { openNativeSessions } from '../../../helpers/native-sessions.ts'
import { undeclared } from '../../../helpers/server-message.ts'

t.test(
  '[W15] five invalid messages in a row close the socket with 1008; a valid one resets the count',
  t => {
    const { connect, fanOut } = openNativeSessions()
    const { received, send, session, sink } = connect()
    for (const text of ['{', 'x', '[]', '{}', 'ping', '{', 'x', '[]']) send(text)
    session.onBinary()
    t.strictSame([typesSent(sink).filter(type => type === 'error').length, sink.closed], [8, null])
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
  '[W16] a flood is refused message by message, and closed with 1008 if it goes on; a client that slows down is served',
  t => {
    const { clock, connect } = openNativeSessions()
    const { received, send, sink } = connect()
    const flood = (count: number): void => {
      for (let i = 0; i < count; i++) send('ping')
    }
    flood(61)
    t.match(received().slice(-2), [{ type: 'pong' }, { type: 'error', code: 'rate_limited', statusCode: 429 }])
    clock.advance(1000)
    flood(21)
    t.equal(typesSent(sink).filter(type => type === 'pong').length, 80, '20 more each second')
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
