import t from 'tap'
import { bodies } from '../../../fixtures/fake-stream.ts'
import type { FakeSink } from '../../../fixtures/fake-sink.ts'
import { numbers, openClients, settled, stepsSent, textsSent, typesSent } from '../../../helpers/fan-out.ts'
import { undeclared } from '../../../helpers/server-message.ts'

t.test(
  '[W6] a stuck client costs the others nothing, and receives every lossless event and only the newest progress when it drains',
  t => {
    const { clock, join, stream, fanOut } = openClients({ limits: { buffered_bytes: 1000 } })
    const stuck = join()
    const live = join()
    stuck.sink.stall()
    for (let step = 1; step <= 300; step++) {
      stream.emit(bodies.progress(step), bodies.warning(String(step)))
      clock.advance(100)
    }
    t.strictSame([textsSent(live.sink, 'warning').length, stepsSent(live.sink).length], [300, 300])
    const before = stuck.sink.writes.reduce((sum, { length }) => sum + length, 0)
    t.ok(before < 5000, `${before} bytes were written to the one that does not read`)
    t.match(fanOut.status().clients[0], { lag_events: 300 - textsSent(stuck.sink, 'warning').length })
    stuck.sink.drain()
    t.strictSame(textsSent(stuck.sink, 'warning'), numbers(1, 300))
    t.ok(stepsSent(stuck.sink).length < 5)
    t.equal(stepsSent(stuck.sink).at(-1), 300)
    const order = stuck.sink
      .messages()
      .filter(({ type }) => type !== 'connected')
      .map(({ seq }) => Number(seq))
    t.strictSame(
      order,
      [...order].sort((a, b) => a - b),
      'in the order it happened'
    )
    t.match(fanOut.status().clients, [{ lag_events: 0, buffered_bytes: 0 }, { coalesced_messages: 0 }])
    t.ok(fanOut.status().clients[0]!.coalesced_messages > 290)
    t.strictSame(undeclared([...stuck.sink.messages(), ...live.sink.messages()]), [])
    t.end()
  }
)

t.test('[W7] a client that does not drain for a minute is closed with 1013, and one that does is not', t => {
  const { clock, fanOut, join, stream } = openClients({ limits: { buffered_bytes: 1000 } })
  const [stuck, slow] = [join(), join()]
  for (const { sink } of [stuck, slow]) sink.stall()
  stream.emit(bodies.log('x'.repeat(2000)))
  clock.advance(59_999)
  slow.sink.drain()
  t.equal(stuck.sink.closed, null)
  clock.advance(1)
  t.match(stuck.sink.closed, { code: 1013 })
  clock.advance(60_000)
  t.equal(slow.sink.closed, null)
  t.match(fanOut.status(), { connections: 1, total_connections: 2, closed_slow: 1 })
  stream.emit(bodies.warning())
  t.notOk(typesSent(stuck.sink).includes('warning'))
  t.end()
})

t.test('[W8] a client behind the ring is served from history, then live, without loss or duplicates', async t => {
  const { clock, join, stream } = openClients({
    limits: { ring: { frames: 20, bytes: 1e6 }, buffered_bytes: 500, page_events: 64 }
  })
  const [stuck, twin, live] = [join(), join(), join()]
  for (const { sink } of [stuck, twin]) sink.stall()
  for (let number = 1; number <= 500; number++) {
    stream.emit(bodies.warning(String(number)), bodies.sample(number), bodies.progress(number))
    clock.advance(100)
  }
  stuck.sink.drain()
  twin.sink.drain()
  stream.emit(bodies.warning('501'))
  await settled()
  for (const { sink } of [stuck, twin, live]) {
    t.strictSame(textsSent(sink, 'warning'), numbers(1, 501))
    t.equal(typesSent(sink).filter(type => type === 'sample_generated').length, 500)
    t.equal(typesSent(sink).filter(type => type === 'sample_default').length, 500)
    t.equal(stepsSent(sink).at(-1), 500)
    t.strictSame(undeclared(sink.messages()), [])
  }
  const order = stuck.sink
    .messages()
    .filter(({ id }) => typeof id === 'string')
    .map(({ id }) => Number(String(id).split('.')[1]))
  t.strictSame(order, Array.from({ length: 1001 }, (_, index) => index + 1))
  t.equal(new Set(stream.asked).size, stream.asked.length, 'clients at the same place read a page once')
  t.ok(stream.asked.length <= 1001 / 64 + 1)
  t.end()
})

t.test('[W23] machine load reaches every listener, and a slow client receives only the newest of what it missed', t => {
  const { clock, fanOut, join, native, view } = openClients({ limits: { buffered_bytes: 100 } })
  const [slow, live] = [join(), join()]
  slow.sink.stall()
  const stats = (cpu_percent: number) =>
    native.stats({
      gpu_memory_used_gb: null, gpu_memory_total_gb: null, gpu_utilization_percent: null, cpu_percent, ram_used_gb: 1,
      ram_total_gb: 2, gpus: [], job_memory: [], timestamp: '2026-01-01T00:00:00.000Z'
    })
  for (const percent of [1, 2, 3]) {
    fanOut.broadcast(view, stats(percent))
    clock.advance(2000)
  }
  slow.sink.drain()
  const cpu = (sink: FakeSink): unknown[] =>
    sink
      .messages()
      .filter(({ type }) => type === 'system_stats')
      .map(({ cpu_percent }) => cpu_percent)
  t.strictSame([cpu(live.sink), cpu(slow.sink)], [[1, 2, 3], [1, 3]])
  t.end()
})
