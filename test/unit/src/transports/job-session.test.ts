import t from 'tap'
import { jobs } from '../../../fixtures/fake-stream.ts'
import { openJobViews } from '../../../helpers/job-views.ts'

t.test(
  '[V8] messages from clients are ignored; a flood is closed with 1008, and unanswered pings with 4408',
  t => {
    const { clock, joinStream, joinUpdates } = openJobViews()
    const [talker, flood, silent, alive] = [joinStream(), joinUpdates(), joinStream(), joinStream()]
    for (const text of ['{', 'ping', '{"type":"error"}', '\u0000', '{"type":"command","command":"stop"}']) {
      talker.session.onText(text)
    }
    talker.session.onBinary()
    t.strictSame([talker.messages().length, talker.sink.closed], [1, null])
    for (let count = 0; count < 161; count++) flood.session.onText('x')
    t.strictSame(flood.sink.closed, { code: 1008, reason: 'too many messages' })
    for (let round = 0; round < 3; round++) {
      clock.advance(25_000)
      alive.session.onPong()
    }
    t.strictSame([silent.sink.closed?.code, silent.pings.length], [4408, 2])
    t.equal(alive.sink.closed, null)
    t.end()
  }
)

t.test('[V12] clients of a deleted job are closed with 1008', t => {
  const { clock, deleted, joinStream, joinUpdates } = openJobViews()
  const [onStream, onUpdates] = [joinStream(), joinUpdates()]
  deleted.add(jobs[0])
  clock.advance(25_000)
  t.strictSame(
    [onStream.sink.closed, onUpdates.sink.closed],
    [
      { code: 1008, reason: 'the job was deleted' }, { code: 1008, reason: 'the job was deleted' }
    ]
  )
  t.end()
})
