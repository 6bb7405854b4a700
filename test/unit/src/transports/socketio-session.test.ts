import t from 'tap'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { TrainingUpdate } from '../../../../core/contract/job-views.ts'
import { createEpochBroadcaster } from '../../../../src/transports/socketio-session.ts'
import type { StoredEvent } from '../../../../services/stream/event-stream.ts'
import type { StreamJob } from '../../../../services/jobs/stream-jobs.ts'
import { bodies, createFakeStream, jobs as ids } from '../../../fixtures/fake-stream.ts'

const trainingUpdate = TypeCompiler.Compile(TrainingUpdate)
const [first, second] = ids
const settled = async (): Promise<void> => { for (let turn = 0; turn < 5; turn++) await new Promise(resolve => { setImmediate(resolve) }) }

function setUp () {
  const stream = createFakeStream()
  const errors: string[] = []
  const watched = (job_id: string): StreamJob => ({ job_id, state: stream.stateOf(job_id), over: false, batch_size: null, network_id: `network of ${job_id}` })
  const finished = (): StoredEvent[] => stream.rows.filter(({ event }) => event.type === 'epoch_completed')
  const store: { failure: Error | null } = { failure: null }
  const read = async <T>(value: T): Promise<T> => {
    await Promise.resolve()
    if (store.failure !== null) throw store.failure
    return value
  }
  const hall = createEpochBroadcaster({
    stream,
    jobs: { find: watched, active: () => ids.map(watched).filter(({ state }) => state.is_training) },
    epochs: {
      last: async job_number => await read(finished().filter(({ job_id }) => job_id === ids[job_number - 1]).at(-1) ?? null),
      after: async (id, limit) => await read(finished().filter(one => one.id > id).slice(0, limit))
    },
    log: { error: (_, message) => { errors.push(message) } }
  })
  let connected = 0
  function join (since?: unknown) {
    const told: TrainingUpdate[] = []
    const state = { backlog: 0, gone: false }
    const leave = hall.join({ client_id: `io${++connected}`, connected_at: 0, emit: update => { told.push(update) }, backlog: () => state.backlog, gone: () => state.gone }, since)
    return { told, state, leave, epochs: () => told.map(({ job_id, epoch }) => `${ids.findIndex(id => id === job_id) + 1}:${epoch}`) }
  }
  return { stream, hall, errors, store, join }
}

t.test('[I2] each epoch is told as S4 has it, also to who was there before, and nothing else is', async t => {
  const { stream, join } = setUp()
  const { told } = join()
  await settled()
  stream.emit(bodies.status(), bodies.progress(1), bodies.endOfEpoch(1), bodies.epoch(1), bodies.log('x'), bodies.epoch(2, 0.83))
  t.strictSame(told, [
    { job_id: first, network_id: `network of ${first}`, epoch: 1, total_epochs: 10, accuracy: null, elapsed_time: 2.5, progress: 10, id: 'k3f9a2c1.2' },
    { job_id: first, network_id: `network of ${first}`, epoch: 2, total_epochs: 10, accuracy: 0.83, elapsed_time: 2.5, progress: 20, correct: 83, total: 100, id: 'k3f9a2c1.4' }
  ])
  t.strictSame(told.flatMap(update => [...trainingUpdate.Errors(update)]), [])
})

t.test('[I3] who comes while a training is at work is told its last epoch; of one that is over, or has none yet, nothing', async t => {
  const { stream, join } = setUp()
  stream.emit(bodies.status('starting'), bodies.endOfEpoch(1), bodies.epoch(1), bodies.endOfEpoch(2), bodies.epoch(2))
  stream.emitFor(second, bodies.status('starting'))
  const during = join()
  await settled()
  t.strictSame(during.epochs(), ['1:2'])
  stream.emit(bodies.status('completed'))
  const after = join()
  await settled()
  t.strictSame(after.epochs(), [])
})

t.test('[I3] [I4] an epoch that is done while history is read is told once, after what came before it', async t => {
  const { stream, join } = setUp()
  stream.emit(bodies.status('starting'), bodies.endOfEpoch(1), bodies.epoch(1))
  const [last, all] = [join(), join('k3f9a2c1.0')]
  stream.emit(bodies.epoch(2))
  await settled()
  stream.emit(bodies.epoch(3))
  t.strictSame([last.epochs(), all.epochs()], [['1:1', '1:2', '1:3'], ['1:1', '1:2', '1:3']])
})

t.test('[I4] a cursor brings every epoch after it, of all jobs, page by page; one that is not ours is as none', async t => {
  const { stream, join } = setUp()
  for (let epoch = 1; epoch <= 450; epoch++) stream.emitFor(epoch % 2 === 0 ? first : second, bodies.epoch(epoch))
  const [whole, part] = [join('k3f9a2c1.0'), join('k3f9a2c1.440')]
  const odd = ['other.3', 'k3f9a2c1.9999', '', 7, null, {}, ['k3f9a2c1.0']].map(join)
  await settled()
  await settled()
  t.strictSame(whole.told.map(({ epoch }) => epoch), Array.from({ length: 450 }, (_, at) => at + 1))
  t.equal(part.told.length, 10)
  t.strictSame(odd.map(({ told }) => told.length), odd.map(() => 0))
})

t.test('[I8] one that takes nothing is told no more than a thousand, and what it misses is counted', async t => {
  const { stream, hall, join } = setUp()
  const [slow, live] = [join(), join()]
  await settled()
  slow.state.backlog = 1000
  stream.emit(bodies.epoch(1), bodies.epoch(2))
  slow.state.backlog = 0
  stream.emit(bodies.epoch(3))
  t.strictSame([slow.epochs(), live.epochs()], [['1:3'], ['1:1', '1:2', '1:3']])
  t.match(hall.status(), [{ client_id: 'io1', view: 'socket.io', path: '/socket.io/', dropped_messages: 2, sent_messages: 1 }, { client_id: 'io2', dropped_messages: 0, sent_messages: 3, last_event_id: 'k3f9a2c1.3' }])
  slow.leave()
  t.equal(hall.status().length, 1)
})

t.test('[I4] history that cannot be read is told to the log, and what is live comes all the same', async t => {
  const { stream, errors, store, join } = setUp()
  store.failure = new Error('the disk is gone')
  const { epochs } = join('k3f9a2c1.0')
  await settled()
  stream.emit(bodies.epoch(1))
  t.strictSame([epochs(), errors], [['1:1'], ['History could not be read for a Socket.IO client']])
})
