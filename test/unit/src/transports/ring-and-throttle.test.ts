import t from 'tap'
import { createProgressThrottle } from '../../../../src/transports/progress-throttle.ts'
import { createRing } from '../../../../src/transports/ring.ts'
import type { Entry, Ring } from '../../../../src/transports/ring.ts'
import { bodies, createFakeStream, jobs } from '../../../fixtures/fake-stream.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'

const name = ({ frame }: Entry): string => String(frame)

function filled (limits = { frames: 10, bytes: 1000 }) {
  const ring = createRing({ limits, start_id: 100 })
  const put = (id: number, text: string, key: string | null = null) =>
    ring.append({
      id, kept: key === null, topic: 'x', job_id: null, key, ref: null, carries_cursor: key === null,
      frame: Buffer.from(text)
    })
  return { ring, put }
}
function seen (ring: Ring, position: number, id: number): string[] {
  const names: string[] = []
  ring.scan(position, id, entry => { if (!entry.superseded) names.push(name(entry)); return true })
  return names
}

t.test('[W27] a reader is shown what it has not seen, whether it is known by position or by id', t => {
  const { ring, put } = filled()
  put(101, 'a')
  put(102, 'b')
  put(102, 'p1', 'progress')
  put(103, 'c')
  t.strictSame(seen(ring, 0, 100), ['a', 'b', 'p1', 'c'])
  t.strictSame(seen(ring, 1, 101), ['b', 'p1', 'c'])
  t.strictSame(seen(ring, 0, 102), ['p1', 'c'], 'the kept ones it knows by id, the progress after them is new')
  t.strictSame(seen(ring, 0, 103), [], 'progress from before what it knows would be out of order')
  t.strictSame(seen(ring, ring.end(), 103), [])
  t.strictSame([ring.last_id(), ring.evicted_id(), ring.end()], [103, 100, 4])
  t.end()
})

t.test('[W27] a newer message of a key supersedes the older one and frees its bytes', t => {
  const { ring, put } = filled()
  put(101, 'p1', 'progress')
  put(101, 'q1', 'other')
  put(101, 'p2', 'progress')
  t.strictSame(seen(ring, 0, 100), ['q1', 'p2'])
  t.strictSame(ring.size(), { entries: 3, kept: 0, bytes: 4 })
  for (let i = 0; i < 50_000; i++) put(101, 'p3', 'progress')
  t.ok(ring.size().entries < 5000, 'hours of progress do not grow the ring')
  t.strictSame(seen(ring, 0, 100), ['q1', 'p3'])
  put(102, 'a')
  t.strictSame(seen(ring, 3, 101), ['p3', 'a'], 'positions keep their order where some are gone')
  t.end()
})

t.test('[W27] the ring keeps so many messages and so many bytes, and knows what fell out', t => {
  const { ring, put } = filled({ frames: 3, bytes: 10 })
  for (let id = 101; id <= 105; id++) put(id, 'ab')
  t.strictSame(ring.size(), { entries: 3, kept: 3, bytes: 6 })
  t.equal(ring.evicted_id(), 102)
  put(106, 'eight888')
  t.strictSame([ring.size().bytes, ring.evicted_id()], [10, 104])
  put(107, 'longer than all the ring')
  t.strictSame(
    [ring.size().entries, ring.evicted_id()], [0, 107],
    'a message larger than the ring is read from history'
  )
  for (let id = 108; id <= 5000; id++) put(id, 'ab')
  t.strictSame(ring.size(), { entries: 3, kept: 3, bytes: 6 })
  t.strictSame(seen(ring, 0, 4999), ['ab'])
  t.end()
})

t.test('[W27] what fell out of the ring is not superseded as well', t => {
  const { ring, put } = filled({ frames: 2, bytes: 1000 })
  put(100, 'progress', 'progress')
  for (let id = 101; id <= 103; id++) put(id, 'ab')
  put(103, 'progress', 'progress')
  t.strictSame(ring.size(), { entries: 3, kept: 2, bytes: 12 })
  t.strictSame(seen(ring, 0, 101), ['ab', 'ab', 'progress'])
  t.end()
})

t.test('[W27] ids in the ring never fall, though progress may be late', t => {
  const { ring, put } = filled()
  put(105, 'a')
  put(101, 'late', 'progress')
  t.strictSame(seen(ring, 0, 105), ['late'])
  t.end()
})

/** A throttle on a clock, the steps or types it let through, and which of them tell skipped steps. */
function throttled () {
  const clock = createManualClock()
  const out: Array<string | number> = []
  const states: number[] = []
  const skipped: Array<string | number> = []
  const throttle = createProgressThrottle({
    clock,
    interval_ms: 100,
    emit ({ event, state }, _part, has_skipped) {
      const name =
        event.type === 'training_progress'
          ? event.global_step
          : event.type === 'sample_progress'
            ? `sample ${event.step}`
            : event.type
      out.push(name)
      states.push(state.seq)
      if (has_skipped) skipped.push(name)
      return true
    }
  })
  const stream = createFakeStream()
  stream.subscribe(batch => { batch.forEach(throttle.push) })
  return { clock, out, skipped, states, stream, throttle }
}

t.test('[W4] the first progress is sent at once, and the newest once 100 ms have passed', t => {
  const { clock, out, stream } = throttled()
  for (let step = 1; step <= 9; step++) stream.emit(bodies.progress(step))
  t.strictSame(out, [1])
  clock.advance(99)
  t.strictSame(out, [1])
  clock.advance(1)
  t.strictSame(out, [1, 9], 'the last is always sent')
  clock.advance(1000)
  t.strictSame([out, clock.timers()], [[1, 9], 0])
  stream.emit(bodies.progress(10))
  t.strictSame(out, [1, 9, 10], 'after a quiet time the next goes at once again')
  t.end()
})

t.test('[W4] a second of progress in every millisecond makes eleven messages', t => {
  const { clock, out, stream } = throttled()
  for (let step = 1; step <= 1000; step++) {
    stream.emit(bodies.progress(step))
    clock.advance(1)
  }
  t.strictSame(out, [1, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000])
  t.end()
})

t.test('[W4] jobs, and kinds of progress, do not wait for each other', t => {
  const { out, stream } = throttled()
  stream.emit(bodies.progress(1), bodies.sampleProgress(5), bodies.progress(2))
  stream.emitFor(jobs[1], bodies.progress(3))
  t.strictSame(out, [1, 'sample 5', 3])
  t.end()
})

t.test('[W5] an event that overtakes progress tells what was skipped, and releases nothing', t => {
  const { clock, out, skipped, stream } = throttled()
  stream.emit(bodies.progress(1), bodies.sampleProgress(1), bodies.sampleProgress(2), bodies.progress(2))
  stream.emitFor(jobs[1], bodies.progress(3), bodies.progress(4))
  stream.emit(bodies.warning(), bodies.status('completed'))
  t.strictSame(
    [out, skipped], [[1, 'sample 1', 3, 'warning', 'training_status'], ['warning']],
    'the first event tells it, the next has nothing to add'
  )
  clock.advance(100)
  t.strictSame(out.slice(5), [2, 4], 'what is left of a sample is not sent after its end')
  clock.advance(100)
  t.strictSame([out.length, clock.timers()], [7, 0])
  t.end()
})

t.test('[W5] a progress message tells the steps that were skipped before it', t => {
  const { clock, skipped, stream } = throttled()
  stream.emit(bodies.progress(1), bodies.progress(2))
  clock.advance(100)
  t.strictSame(skipped, [], 'nothing was skipped')
  stream.emit(bodies.progress(3), bodies.progress(4), bodies.progress(5))
  clock.advance(100)
  t.strictSame(skipped, [5])
  t.end()
})

t.test('[W4] neither ends of attempts nor early timers let more through', t => {
  const { clock, out, stream } = throttled()
  for (let step = 1; step <= 5; step++) stream.emit(bodies.progress(step), bodies.status('stopped'))
  t.strictSame(out.filter(one => one !== 'training_status'), [1])
  clock.advance(100)
  t.strictSame(out.at(-1), 5)
  t.end()
})

t.test('[W5] log lines do not release pending progress, whose state is never older than they are', t => {
  const { clock, out, states, stream } = throttled()
  stream.emit(bodies.progress(1), bodies.progress(2), bodies.log('a'), bodies.log('b'))
  t.strictSame(out, [1, 'log', 'log'])
  clock.advance(100)
  t.strictSame([out.at(-1), states.at(-1)], [2, 4])
  t.end()
})

t.test('[W4] a stopped throttle sends nothing more', t => {
  const { clock, out, stream, throttle } = throttled()
  stream.emit(bodies.progress(1), bodies.progress(2))
  throttle.stop()
  clock.advance(1000)
  t.strictSame([out, clock.timers()], [[1], 0])
  t.end()
})
