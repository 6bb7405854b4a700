import t from 'tap'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { JobMessage, JobUpdate } from '../../../../core/contract/job-views.ts'
import { trainingStatusWords } from '../../../../core/contract/values.ts'
import { isFinal, pollStatus } from '../../../../core/domain/job/poll-status.ts'
import { createFanOut } from '../../../../src/transports/fan-out.ts'
import { openJobSession } from '../../../../src/transports/job-session.ts'
import { createJobUpdateView } from '../../../../src/transports/job-update-view.ts'
import { createJobStreamView } from '../../../../src/transports/job-stream-view.ts'
import { createKeepAlive } from '../../../../src/transports/keep-alive.ts'
import { createPeriodicUpdates } from '../../../../src/transports/periodic-updates.ts'
import type { StreamJob } from '../../../../services/jobs/stream-jobs.ts'
import { bodies, createFakeStream, jobs as ids } from '../../../fixtures/fake-stream.ts'
import { createFakeSink } from '../../../fixtures/fake-sink.ts'
import type { Frame } from '../../../fixtures/fake-sink.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'

const jobMessage = TypeCompiler.Compile(JobMessage)
const jobUpdate = TypeCompiler.Compile(JobUpdate)
const [first, second] = ids

function setUp () {
  const stream = createFakeStream()
  const clock = createManualClock()
  const retried = new Set<string>()
  const deleted = new Set<string>()
  const find = (job_id: string): StreamJob | null => {
    if (deleted.has(job_id)) return null
    const state = stream.stateOf(job_id)
    return {
      job_id, state,
      over: isFinal(pollStatus(state.status)) && !retried.has(job_id),
      batch_size: 4,
      network_id: job_id
    }
  }
  const jobs = { find }
  const fanOut = createFanOut({
    stream, clock,
    log: {
      error: (facts, message) => {
        throw Object.assign(new Error(message), facts)
      }
    }
  })
  const keepAlive = createKeepAlive({ clock, interval_ms: 25_000, most_missed: 2 })
  const gpu = { watched: 0 }
  const streamView = createJobStreamView({ stream_id: stream.stream_id, clock, jobs })
  const updatesView = createJobUpdateView({ clock, jobs, gpu_memory_gb: () => gpu.watched > 0 ? 18.5 : null })
  const updates = createPeriodicUpdates({
    view: updatesView, fanOut, jobs, clock,
    onWatched: () => {
      gpu.watched++
      return () => {
        gpu.watched--
      }
    }
  })
  const deps = { fanOut, clock, keepAlive, jobs }
  const watch = (view: typeof streamView | typeof updatesView, job_id: string, greeting: () => string[]) => {
    const sink = createFakeSink()
    const pings: number[] = []
    const opened = openJobSession(
      deps,
      {
        sink, path: '/x',
        ping: () => {
          pings.push(clock.mono())
        }
      },
      { view, job_id, greeting }
    )
    return { sink, pings, ...opened, messages: () => sink.messages() }
  }
  const joinStream = (job_id: string = first) =>
    watch(streamView, job_id, () => streamView.hello(stream.stateOf(job_id), 0))
  const joinUpdates = (job_id: string = first) => {
    const watching = watch(updatesView, job_id, () => [updatesView.update(find(job_id)!).text])
    return { ...watching, leave: updates.watch(job_id, watching.client) }
  }
  return { stream, clock, retried, deleted, fanOut, gpu, streamView, updatesView, joinStream, joinUpdates, find }
}
const typesOf = (messages: Array<{ type: string }>): string[] => messages.map(({ type }) => type)
const settled = async (): Promise<void> => { await new Promise(resolve => { setImmediate(resolve) }) }

t.test('[V1] each status has one word, and only succeeded, failed and stopped are final', t => {
  const table = Object.fromEntries(trainingStatusWords.map(status => [status, pollStatus(status)]))
  t.strictSame(table, {
    idle: 'idle', initialized: 'idle', queued: 'queued', starting: 'running', running: 'running', paused: 'paused',
    stopping: 'running', stopped: 'stopped', completed: 'succeeded', error: 'failed'
  })
  t.strictSame(Object.values(table).filter(isFinal).sort(), ['failed', 'stopped', 'succeeded'])
  t.end()
})

t.test('[V2] whatever its type, a message of S2 is of the job by number and says in figures where it stands', t => {
  const { stream, joinStream, streamView } = setUp()
  const { messages } = joinStream()
  stream.emit(
    bodies.status('starting', 'loading'), bodies.status(), bodies.progress(50), bodies.log('Epoch 2'),
    bodies.warning('slow'), bodies.gap(), bodies.sample(1), bodies.validation(), bodies.saved(), bodies.endOfEpoch(2),
    bodies.epoch(2)
  )
  stream.emitFor(second, bodies.log('of another job'))
  stream.emit(bodies.status('completed'))
  const allMessages = [...messages(), ...streamView.lost(stream.stateOf(first)).map(text => JSON.parse(text) as Frame)]
  for (const message of allMessages) {
    t.strictSame([...jobMessage.Errors(message)].map(({ path, message }) => `${path} ${message}`), [], message.type)
    t.ok([message.progress, message.current_epoch, message.total_epochs].every(Number.isFinite))
    t.match(message, { job_id: 1, timestamp: /^2026-01-01T\d\d:\d\d:\d\dZ$/ })
  }
  t.match(allMessages, [
    {
      type: 'progress', status: 'idle', progress: 0, current_epoch: 0, total_epochs: 0, current_loss: null,
      id: 'k3f9a2c1.0'
    },
    { type: 'progress', status: 'running', progress: 0 },
    { type: 'progress', status: 'running', progress: 0 },
    { type: 'log', level: 'INFO', message: 'Epoch 2', progress: 0.15, current_epoch: 2 },
    { type: 'log', level: 'WARNING', message: 'slow' },
    { type: 'log', level: 'WARNING', message: /log_quota/ },
    { type: 'progress', status: 'running', progress: 0.2, current_epoch: 2, total_epochs: 10, current_loss: 0.5 },
    {
      type: 'complete', status: 'succeeded', progress: 1, model_id: 1,
      final_metrics: { train_loss: 0.5, val_loss: 0.25 }
    },
    { type: 'log', level: 'WARNING' }
  ])
  t.equal(allMessages.length, 9)
  t.end()
})

t.test('[V3] steps and phases are no news for S2; epochs, pauses and the queue are', t => {
  const { stream, joinStream } = setUp()
  const { messages } = joinStream()
  stream.emit(bodies.status('running'), bodies.progress(1))
  for (const phase of ['sampling', 'training', 'validating', 'training', 'backing_up', 'training'] as const) {
    stream.emit(bodies.status('running', phase), bodies.progress(2))
  }
  stream.emit(
    bodies.status('paused'), bodies.status('running'), bodies.status('running', 'caching'), bodies.status('stopping')
  )
  t.strictSame(
    messages()
      .slice(1)
      .map(({ type, status }) => `${type} ${String(status)}`),
    ['progress running', 'progress paused', 'progress running', 'progress running']
  )
  t.end()
})

t.test('[V4] a job that ends says so last of all, and the connection is closed with 1000', t => {
  for (const [status, last] of [
    ['completed', { type: 'complete', status: 'succeeded', model_id: null }],
    ['error', { type: 'error', status: 'failed', error_message: 'CUDA out of memory' }],
    ['stopped', { type: 'progress', status: 'stopped' }]
  ] as const) {
    const { stream, clock, joinStream, fanOut } = setUp()
    const [one, other] = [joinStream(), joinStream(second)]
    stream.emit(
      bodies.log('last words'),
      bodies.status(status, 'training', status === 'error' ? 'CUDA out of memory' : null),
      bodies.log('of the runner')
    )
    clock.advance(16)
    t.match(one.messages().at(-1), last)
    t.strictSame(one.sink.closed, { code: 1000, reason: 'the job is over' }, status)
    t.equal(other.sink.closed, null)
    t.equal(fanOut.status().connections, 1)
  }
  t.end()
})

t.test(
  '[V4] an attempt that ends is not the end of a job that goes on by itself; a job of a model nobody saved says null',
  t => {
    const { stream, joinStream, joinUpdates, retried } = setUp()
    retried.add(first)
    const [onStream, onUpdates] = [joinStream(), joinUpdates()]
    stream.emit(bodies.status('error', 'training', 'CUDA out of memory'))
    t.match(onStream.messages().at(-1), { type: 'progress', status: 'failed' })
    t.match(onUpdates.messages().at(-1), { status: 'failed', complete: false })
    stream.emit(bodies.status('starting'))
    retried.clear()
    stream.emit(bodies.status('error'))
    t.match(onStream.messages().at(-1), { type: 'error', error_message: 'Training is error' })
    t.match(onUpdates.messages().at(-1), { status: 'failed', complete: true })
    t.strictSame([onStream.sink.closed?.code, onUpdates.sink.closed], [1000, null])
    t.end()
  }
)

t.test('[V4] a client that does not read is closed when it has read the end, not before', t => {
  const { stream, clock, joinStream } = setUp()
  const { sink, messages } = joinStream()
  sink.stall()
  stream.emit(bodies.log('x'.repeat(300_000)))
  for (let line = 0; line < 100; line++) stream.emit(bodies.log(`line ${line}`))
  stream.emit(bodies.status('completed'))
  clock.advance(1000)
  t.equal(sink.closed, null)
  sink.drain()
  t.equal(messages().length, 103)
  t.equal(messages().at(-1)?.type, 'complete')
  t.equal(sink.closed?.code, 1000)
  t.end()
})

t.test(
  "[V6] who asks for history is told the job's log and epochs, where it stands now, then replay_complete, then what is live",
  async t => {
    const { stream, joinStream, streamView } = setUp()
    stream.emit(bodies.status(), bodies.log('one'), bodies.endOfEpoch(1), bodies.epoch(1), bodies.sample(1))
    stream.emitFor(second, bodies.log('of another'))
    stream.emit(bodies.log('two'), bodies.progress(50))
    const { client, messages } = joinStream()
    client.replay(1)
    await settled()
    stream.emit(bodies.log('three'))
    t.match(messages(), [
      { type: 'progress', progress: 0.15 },
      { type: 'log', message: 'one', replay: true, progress: 0.15, id: 'k3f9a2c1.2' },
      { type: 'progress', replay: true, progress: 0.15 },
      { type: 'log', message: 'two', replay: true, id: 'k3f9a2c1.6' },
      { type: 'replay_complete', replayed: 3 },
      { type: 'log', message: 'three', progress: 0.15 }
    ])
    t.notOk('replay' in messages().at(-1)!)
    t.strictSame(
      messages().flatMap(message => [...jobMessage.Errors(message)]),
      []
    )
    stream.emit(bodies.status('stopped'))
    stream.emit(bodies.status('starting'), bodies.status('running'), bodies.log('four'))
    const next_attempt = joinStream()
    next_attempt.client.replay(0)
    await settled()
    t.equal(next_attempt.sink.closed, null, 'the end of an earlier attempt ends nothing')
    stream.emit(bodies.status('completed'))
    const late = joinStream()
    late.client.replay(7, () => {
      late.client.send(streamView.farewell(stream.stateOf(first)))
    })
    await settled()
    t.strictSame(typesOf(late.messages()).slice(-2), ['log', 'complete'])
    t.strictSame([late.messages().filter(({ type }) => type === 'complete').length, late.sink.closed?.code], [1, 1000])
    t.end()
  }
)

t.test(
  '[V8] what a client says is left unread; a flood of it closes with 1008, and no answer to pings with 4408',
  t => {
    const { clock, joinStream, joinUpdates } = setUp()
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

t.test('[V9] S3 is told at connect, each second and at each change, in one object that is always whole', t => {
  const { stream, clock, joinUpdates } = setUp()
  const { messages } = joinUpdates()
  stream.emit(bodies.status('running', 'loading'))
  stream.emit(bodies.progress(50), bodies.progress(60), bodies.validation())
  t.equal(messages().length, 3, 'a step alone is told with the next second')
  clock.advance(3000)
  t.equal(messages().length, 6)
  for (const message of messages()) {
    t.strictSame(
      [...jobUpdate.Errors(message)].map(({ path, message }) => `${path} ${message}`),
      []
    )
  }
  t.match(messages()[0], {
    job_id: 'job_0', status: 'idle', progress: 0, current_epoch: 0, total_epochs: 0, loss: null, complete: false,
    timestamp: '2026-01-01T00:00:00Z'
  })
  t.strictSame(messages().at(-1), {
    job_id: 'job_0', status: 'running', progress: 16, current_epoch: 2, total_epochs: 10, current_step: 60,
    total_steps: 1000, loss: 0.5, eval_loss: 0.25, samples_per_second: 400, gpu_memory_allocated_gb: 18.5,
    eta_seconds: 8.4, timestamp: '2026-01-01T00:00:03Z', complete: false
  } as never)
  t.end()
})

t.test(
  '[V10] every ending of S3 is complete, whoever stays a minute is let go, and a job that goes on is not complete any more',
  t => {
    for (const status of ['completed', 'error', 'stopped'] as const) {
      const { stream, clock, joinUpdates } = setUp()
      const { messages, sink } = joinUpdates()
      stream.emit(bodies.progress(1), bodies.epoch(1), bodies.status(status))
      t.strictSame(
        messages().map(({ complete }) => complete),
        [false, false, true],
        status
      )
      t.equal(joinUpdates().messages()[0]?.complete, true, 'at once for who comes later')
      clock.advance(60_000)
      t.equal(sink.closed, null)
      clock.advance(1000)
      t.strictSame(sink.closed, { code: 1000, reason: 'the job is over' })
    }
    const { stream, clock, joinUpdates } = setUp()
    const { messages, sink, session } = joinUpdates()
    stream.emit(bodies.status('stopped'))
    clock.advance(59_000)
    session.onPong()
    stream.emit(bodies.status('starting'))
    clock.advance(59_000)
    t.match([sink.closed, messages().at(-1)], [null, { complete: false, status: 'running' }])
    t.end()
  }
)

t.test('[V11] all jobs that are watched share one clock, and nothing runs when nobody watches', t => {
  const { clock, fanOut, gpu, joinUpdates, stream } = setUp()
  const idle = clock.timers()
  const watching = [joinUpdates(), joinUpdates(), joinUpdates(second)]
  t.strictSame([clock.timers(), gpu.watched], [idle + 1, 1])
  clock.advance(1100)
  t.strictSame(
    watching.map(({ messages }) => messages().map(({ job_id }) => job_id)),
    [
      ['job_0', 'job_0'], ['job_0', 'job_0'], ['job_1', 'job_1']
    ]
  )
  for (const { leave, session } of watching) {
    leave()
    leave()
    session.onGone()
  }
  clock.advance(100)
  t.strictSame([clock.timers(), gpu.watched, fanOut.status().connections], [idle, 0, 0])
  stream.emit(bodies.status('completed'))
  t.end()
})

t.test('[V12] a job that is deleted lets go of those who watch it, with 1008', t => {
  const { clock, deleted, joinStream, joinUpdates } = setUp()
  const [onStream, onUpdates] = [joinStream(), joinUpdates()]
  deleted.add(first)
  clock.advance(25_000)
  t.strictSame(
    [onStream.sink.closed, onUpdates.sink.closed],
    [
      { code: 1008, reason: 'the job was deleted' }, { code: 1008, reason: 'the job was deleted' }
    ]
  )
  t.end()
})
