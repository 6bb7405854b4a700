import t from 'tap'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { JobMessage } from '../../../../core/contract/job-views.ts'
import { bodies, jobs } from '../../../fixtures/fake-stream.ts'
import type { Frame } from '../../../fixtures/fake-sink.ts'
import { settled, typesSent } from '../../../helpers/fan-out.ts'
import { openJobViews } from '../../../helpers/job-views.ts'

const jobMessage = TypeCompiler.Compile(JobMessage)
const [first, second] = jobs

t.test('[V2] every job-stream message carries the job number and the progress, whatever its type', t => {
  const { stream, joinStream, streamView } = openJobViews()
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

t.test('[V3] job-stream sends epochs, pauses and the queue, but neither steps nor phases', t => {
  const { stream, joinStream } = openJobViews()
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

t.test('[V4] the end of a job is its last message, and the connection is closed with 1000', t => {
  for (const [status, last] of [
    ['completed', { type: 'complete', status: 'succeeded', model_id: null }],
    ['error', { type: 'error', status: 'failed', error_message: 'CUDA out of memory' }],
    ['stopped', { type: 'progress', status: 'stopped' }]
  ] as const) {
    const { stream, clock, joinStream, fanOut } = openJobViews()
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
  '[V4] the end of an attempt that will be retried is not the end of its job',
  t => {
    const { stream, joinStream, joinUpdates, retried } = openJobViews()
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

t.test('[V4] a slow client is closed after it has read the end, not before', t => {
  const { stream, clock, joinStream } = openJobViews()
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
  "[V6] a client that asks for history receives the job's log and epochs, its current state, replay_complete, then live messages",
  async t => {
    const { stream, joinStream, streamView } = openJobViews()
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
    t.strictSame(typesSent(late.sink).slice(-2), ['log', 'complete'])
    t.strictSame([late.messages().filter(({ type }) => type === 'complete').length, late.sink.closed?.code], [1, 1000])
    t.end()
  }
)
