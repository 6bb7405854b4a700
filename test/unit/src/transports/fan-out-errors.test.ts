import t from 'tap'
import { bodies } from '../../../fixtures/fake-stream.ts'
import { createFakeSink } from '../../../fixtures/fake-sink.ts'
import type { Frame } from '../../../fixtures/fake-sink.ts'
import { openClients, settled, textsSent } from '../../../helpers/fan-out.ts'

t.test('[W8] when history cannot be read the client is closed with 1013, and the others are unaffected', async t => {
  const errors: string[] = []
  const { join, stream } = openClients({ logged: errors })
  stream.emit(bodies.warning('1'))
  const [reader, other] = [join(), join()]
  stream.failWith(new Error('disk I/O error'))
  reader.client.replay(0)
  await settled()
  t.match(reader.sink.closed, { code: 1013 })
  t.strictSame(errors, ['History could not be read for a socket'])
  stream.emit(bodies.warning('2'))
  t.strictSame(textsSent(other.sink, 'warning'), ['2'])
  stream.failWith(null)
  other.client.replay(0)
  await settled()
  t.strictSame(textsSent(other.sink, 'warning'), ['2', '1', '2'], 'a page that failed is not kept')
  t.end()
})

t.test('[W24] an event that cannot be encoded, live or replayed, is logged and stops nothing', async t => {
  const fail = (message: string): void => { if (message === '2') throw new Error('planted') }
  const errors: string[] = []
  const { join, stream } = openClients({
    logged: errors,
    adapt: view => ({
      ...view,
      encode: published => { fail(String((published.event as Frame).message)); return view.encode(published) },
      replay: stored => { fail(String((stored.event as Frame).message)); return view.replay(stored) }
    })
  })
  const { client, sink } = join()
  stream.emit(bodies.warning('1'), bodies.warning('2'), bodies.warning('3'))
  client.replay(0)
  await settled()
  t.strictSame(textsSent(sink, 'warning'), ['1', '3', '1', '3'])
  t.strictSame(errors, ['An event could not be encoded', 'An event could not be encoded'])
  t.end()
})

t.test('[W24] a socket that fails is closed, and the others are unaffected', t => {
  const errors: string[] = []
  const { fanOut, join, stream } = openClients({ logged: errors })
  const broken = createFakeSink()
  const [bad, good] = [join(null, broken), join()]
  broken.write = () => { throw new Error('EPIPE') }
  stream.emit(bodies.warning('1'))
  t.strictSame([broken.terminated, bad.client.closed(), errors.length], [true, true, 1])
  t.strictSame(textsSent(good.sink, 'warning'), ['1'])
  t.equal(fanOut.status().connections, 1)
  t.end()
})
