import t from 'tap'
import { createManualClock } from '../../../helpers/manual-clock.ts'
import { openNativeSessions } from '../../../helpers/native-sessions.ts'

t.test('[W14] every ping gets a JSON pong with its own time and the server\'s', t => {
  const { connect } = openNativeSessions()
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

t.test('[W18] a client that leaves two pings unanswered is closed; a pong or a message keeps it connected', t => {
  const { clock, connect } = openNativeSessions()
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

t.test('[W18] after a suspension of this process no client is closed for the pings it missed', t => {
  const clock = createManualClock()
  let slept = 0
  const { connect } = openNativeSessions({ clock: { ...clock, mono: () => clock.mono() + slept } })
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
