import t from 'tap'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { JobUpdate } from '../../../../core/contract/job-views.ts'
import { bodies, jobs } from '../../../fixtures/fake-stream.ts'
import { openJobViews } from '../../../helpers/job-views.ts'

const jobUpdate = TypeCompiler.Compile(JobUpdate)
const [, second] = jobs

t.test('[V9] job-updates sends one complete object at connect, each second and at each change of the status', t => {
  const { stream, clock, joinUpdates } = openJobViews()
  const { messages } = joinUpdates()
  stream.emit(bodies.status('running', 'loading'))
  stream.emit(bodies.progress(50), bodies.progress(60), bodies.validation())
  t.equal(messages().length, 2, 'steps and results are told with the next second')
  clock.advance(3000)
  t.equal(messages().length, 5)
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
  '[V10] every ending of job-updates is complete; a client that stays a minute is closed, unless the job has started again',
  t => {
    for (const status of ['completed', 'error', 'stopped'] as const) {
      const { stream, clock, joinUpdates } = openJobViews()
      const { messages, sink } = joinUpdates()
      stream.emit(bodies.progress(1), bodies.epoch(1), bodies.status(status))
      t.strictSame(
        messages().map(({ complete }) => complete),
        [false, true],
        status
      )
      t.equal(joinUpdates().messages()[0]?.complete, true, 'at once for who comes later')
      clock.advance(60_000)
      t.equal(sink.closed, null)
      clock.advance(1000)
      t.strictSame(sink.closed, { code: 1000, reason: 'the job is over' })
    }
    const { stream, clock, joinUpdates } = openJobViews()
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

t.test('[V11] all watched jobs share one timer, and no timer runs when nobody watches', t => {
  const { clock, fanOut, gpu, joinUpdates, stream } = openJobViews()
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
