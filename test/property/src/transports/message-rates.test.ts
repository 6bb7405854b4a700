import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import type { EventBody } from '../../../../core/contract/events.ts'
import type { ServerMessage } from '../../../../core/contract/socket.ts'
import type { TrainingState } from '../../../../core/contract/training.ts'
import { pollStatus } from '../../../../core/domain/job/poll-status.ts'
import { foldMessage } from '../../../../core/domain/stream/fold-message.ts'
import { fanOutLimits } from '../../../../src/transports/fan-out.ts'
import { createJobUpdateView } from '../../../../src/transports/job-update-view.ts'
import { createFakeSink, textsOf } from '../../../fixtures/fake-sink.ts'
import type { FakeSink, Frame } from '../../../fixtures/fake-sink.ts'
import { bodies, jobs } from '../../../fixtures/fake-stream.ts'
import { openClients } from '../../../helpers/fan-out.ts'
import { openJobViews } from '../../../helpers/job-views.ts'
import type { ManualClock } from '../../../helpers/manual-clock.ts'

interface Sent { at: number, message: Frame }
interface Step { job: 0 | 1, kinds: number[], ms: number }

const step: fc.Arbitrary<Step> = fc.record({
  job: fc.constantFrom(0 as const, 1 as const),
  kinds: fc.array(fc.nat({ max: 11 }), { minLength: 1, maxLength: 8 }),
  ms: fc.oneof(fc.nat({ max: 40 }), fc.constantFrom(0, 1, 16, 84, 99, 100, 101, 500))
})
/** Long enough for many windows of a second. */
const script = fc.array(step, { minLength: 20, maxLength: 120 })

/** An event that steps are mixed with; most are steps. */
function body (kind: number, number: number): EventBody {
  switch (kind) {
    case 0: return bodies.status('running', 'sampling')
    case 1: return bodies.status(number % 3 === 0 ? 'paused' : 'running')
    case 2: return bodies.status(number % 2 === 0 ? 'stopped' : 'starting')
    case 3: return bodies.sampleProgress(number)
    case 4: return bodies.log(`line ${number}`)
    case 5: return bodies.epoch(number)
    case 6: return bodies.sample(number)
    case 7: return bodies.scalars()
    default: return bodies.progress(number)
  }
}

/** A sink that knows when each message was written. */
function timedSink (clock: ManualClock): { sink: FakeSink, sent: Sent[] } {
  const sink = createFakeSink()
  const { write } = sink
  const sent: Sent[] = []
  sink.write = frames => {
    for (const text of textsOf(frames.joined())) sent.push({ at: clock.mono(), message: JSON.parse(text) as Frame })
    write(frames)
  }
  return { sink, sent }
}

/** The most of these moments that lie in one second. */
function mostInASecond (moments: number[]): number {
  return Math.max(0, ...moments.map((from, first) =>
    moments.slice(first).filter(at => at < from + 1000).length))
}

/** With numbers as a person reads them: sums of the same terms may differ in their last bits. */
const rounded = (state: TrainingState | null): unknown => JSON.parse(JSON.stringify(state, (_, value: unknown) =>
  typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value))

t.test('[W80] whatever is mixed with steps, no second has more than ten of a kind, and each fold is true', async t => {
  fc.assert(
    fc.property(script, steps => {
      const { clock, stream, join } = openClients()
      const states = new Map<string, TrainingState>()
      stream.subscribe(batch => {
        for (const { job_id, state } of batch) states.set(`${job_id} ${state.seq}`, state)
      })
      const { sink, sent } = timedSink(clock)
      join(null, sink)
      let number = 0
      for (const { job, kinds, ms } of steps) {
        stream.emitFor(jobs[job], ...kinds.map(kind => body(kind, ++number)))
        clock.advance(ms)
      }
      clock.advance(1000)

      const most = 1000 / fanOutLimits.progress_interval_ms
      const limited = ['training_progress', 'sample_progress', 'training_state']
      for (const [type, job_id] of limited.flatMap(type => jobs.map(job => [type, job] as const))) {
        const moments = sent.filter(({ message }) => message.type === type && message.job_id === job_id)
        assert(mostInASecond(moments.map(({ at }) => at)) <= most, `${type} of ${job_id}`)
      }
      let known: TrainingState | null = null
      for (const { message } of sent) {
        known = foldMessage(known, message as unknown as ServerMessage) // as: the view encoded it
        if (known === null || known.seq === 0) continue
        assert.deepEqual(rounded(known), rounded(states.get(`${known.job_id} ${known.seq}`)!), message.type)
      }
      assert.equal(clock.timers(), 1, 'bookmarks')
    }),
    { numRuns: 100, seed: 20260101 }
  )
  t.pass('100 scripts')
})

t.test('[W80] short epochs release no progress: thirty epochs a second make ten messages', t => {
  const { clock, stream, join } = openClients()
  const { sink, sent } = timedSink(clock)
  join(null, sink)
  for (let number = 1; number <= 120; number++) {
    stream.emit(bodies.progress(number))
    if (number % 4 === 0) stream.emit(bodies.epoch(number / 4), bodies.status('running', 'validating'))
    clock.advance(8)
  }
  const moments = (type: string): number[] => sent.filter(({ message }) => message.type === type).map(({ at }) => at)
  for (const type of ['training_progress', 'training_state']) {
    t.ok(mostInASecond(moments(type)) <= 10, `${mostInASecond(moments(type))} ${type} in a second`)
  }
  t.equal(moments('epoch_completed').length, 30, 'each epoch is sent')
  const epochs = sent.filter(({ message }) => message.type === 'epoch_completed').map(({ message }) => message)
  for (const [index, { state }] of epochs.entries()) {
    const carried = (state as TrainingState | undefined)?.progress.global_step
    t.ok(carried === undefined || carried === (index + 1) * 4, 'with the step it comes after')
  }
  stream.emit(bodies.progress(200), bodies.status('completed'))
  const before = moments('training_progress').length
  clock.advance(1000)
  t.equal(moments('training_progress').length, before + 1, 'the last step is sent, and one message trails')
  t.end()
})

t.test('[V71] no second holds more than one update, besides the first and one for each new status', async t => {
  fc.assert(
    fc.property(script, steps => {
      const { clock, stream, joinUpdates, fanOut } = openJobViews()
      const { sink, sent } = timedSink(clock)
      joinUpdates(undefined, sink)
      const changes: number[] = []
      let status = pollStatus(stream.stateOf(jobs[0]).status)
      stream.subscribe(batch => {
        for (const { job_id, state } of batch) {
          if (job_id !== jobs[0] || pollStatus(state.status) === status) continue
          status = pollStatus(state.status)
          changes.push(clock.mono())
        }
      })
      let number = 0
      for (const { job, kinds, ms } of steps) {
        stream.emitFor(jobs[job], ...kinds.map(kind => body(kind, ++number)))
        clock.advance(ms)
      }
      clock.advance(3000)
      const moments = sent.slice(1).map(({ at }) => at)
      for (const from of moments) {
        const within = (list: number[]): number => list.filter(at => at >= from && at < from + 1000).length
        assert(within(moments) <= 1 + within(changes), `${within(moments)} updates`)
      }
      fanOut.close(1012, 'service restart')
    }),
    { numRuns: 100, seed: 20260101 }
  )
  t.pass('100 scripts')
})

t.test('[V71] a client that connects between a change and its event does not keep the change from the others', t => {
  const { clock, stream } = openJobViews()
  const find = () => ({
    job_id: jobs[0], state: stream.stateOf(jobs[0]), stateNow: () => stream.stateOf(jobs[0]), over: true,
    batch_size: 4, network_id: jobs[0]
  })
  const view = createJobUpdateView({ clock, jobs: { find }, gpu_memory_gb: () => null })
  stream.emit(bodies.status('running'))
  view.hello(find())
  const messages: unknown[] = []
  stream.subscribe(([published]) => {
    view.hello(find()) // it reads the end already
    messages.push(...view.encode(published!).map(({ text }) => JSON.parse(text) as unknown))
  })
  stream.emit(bodies.status('completed'))
  t.match(messages, [{ complete: true }])
  t.end()
})
