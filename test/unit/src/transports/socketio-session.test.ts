import { EventEmitter } from 'node:events'
import t from 'tap'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { TrainingUpdate } from '../../../../core/contract/job-views.ts'
import { fanOutLimits } from '../../../../src/transports/fan-out.ts'
import { openSocketIoSession } from '../../../../src/transports/socketio-session.ts'
import { createSocketIoSink } from '../../../../src/transports/socketio-sink.ts'
import { createSocketIoView } from '../../../../src/transports/socketio-view.ts'
import type { StoredEvent } from '../../../../services/stream/event-stream.ts'
import type { StreamJob } from '../../../../services/jobs/stream-jobs.ts'
import { bodies, jobs as ids } from '../../../fixtures/fake-stream.ts'
import { openFanOut, settled } from '../../../helpers/fan-out.ts'

const trainingUpdate = TypeCompiler.Compile(TrainingUpdate)
const [first, second] = ids

/** A Socket.IO socket in memory. While it is stuck, `drain` comes only when it is asked for. */
function createFakeSocket () {
  const updates: TrainingUpdate[] = []
  const cursors: string[] = []
  const state = { stuck: false, closed: null as boolean | null }
  const conn = Object.assign(new EventEmitter(), {
    transport: { name: 'websocket' },
    close (discard?: boolean) { state.closed = discard === true }
  })
  const socket = {
    conn,
    emit (event: string, message: TrainingUpdate | string) {
      if (typeof message === 'string') cursors.push(`${event} ${message}`)
      else updates.push(message)
      if (!state.stuck) conn.emit('drain')
      return true
    }
  }
  // as: what the sink uses of it
  return { socket: socket as unknown as Parameters<typeof createSocketIoSink>[0], conn, updates, cursors, state }
}

function setUp () {
  const errors: string[] = []
  const { stream, clock, log, fanOut } = openFanOut({ logged: errors })
  const find = (job_id: string): StreamJob => ({
    job_id, state: stream.stateOf(job_id), stateNow: () => stream.stateOf(job_id), over: false, batch_size: null,
    network_id: `network of ${job_id}`
  })
  const jobs = { find, active: () => ids.map(find).filter(({ state }) => state.is_training) }
  const finished = (): StoredEvent[] => stream.rows.filter(({ event }) => event.type === 'epoch_completed')
  const store: { failure: Error | null } = { failure: null }
  const read = async <T>(value: T): Promise<T> => {
    await Promise.resolve()
    if (store.failure !== null) throw store.failure
    return value
  }
  const { stream_id } = stream
  const view = createSocketIoView({
    stream_id, jobs,
    history: async (after_id, limit) =>
      await read(
        finished()
          .filter(({ id }) => id > after_id)
          .slice(0, limit)
      )
  })
  const lastEpoch = async (job_number: number): Promise<StoredEvent | null> =>
    await read(
      finished()
        .filter(({ job_id }) => job_id === ids[job_number - 1])
        .at(-1) ?? null
    )
  function join (since?: unknown) {
    const { socket, ...fake } = createFakeSocket()
    const { onGone } = openSocketIoSession(
      { fanOut, view, stream_id, jobs, lastEpoch, log },
      { sink: createSocketIoSink(socket), path: '/socket.io/' },
      since
    )
    return {
      ...fake,
      onGone,
      epochs: () => fake.updates.map(({ job_id, epoch }) => `${ids.findIndex(id => id === job_id) + 1}:${epoch}`)
    }
  }
  return { stream, clock, fanOut, errors, store, join }
}

t.test('[I2] each finished epoch is sent in full, also to earlier clients, and nothing else is', async t => {
  const { stream, clock, join } = setUp()
  const { updates } = join()
  await settled(5)
  stream.emit(
    bodies.status(), bodies.progress(1), bodies.endOfEpoch(1), bodies.epoch(1), bodies.log('x'), bodies.epoch(2, 0.83)
  )
  clock.advance(16)
  t.strictSame(updates, [
    {
      job_id: first, network_id: `network of ${first}`, epoch: 1, total_epochs: 10, accuracy: null, elapsed_time: 2.5,
      progress: 10, id: 'k3f9a2c1.2'
    },
    {
      job_id: first, network_id: `network of ${first}`, epoch: 2, total_epochs: 10, accuracy: 0.83, elapsed_time: 2.5,
      progress: 20, correct: 83, total: 100, id: 'k3f9a2c1.4'
    }
  ])
  t.strictSame(updates.flatMap(update => [...trainingUpdate.Errors(update)]), [])
})

t.test(
  '[I3] a client that connects during a training receives its last epoch; of one that is over, or has none yet, nothing',
  async t => {
    const { stream, join } = setUp()
    stream.emit(bodies.status('starting'), bodies.endOfEpoch(1), bodies.epoch(1), bodies.endOfEpoch(2), bodies.epoch(2))
    stream.emitFor(second, bodies.status('starting'))
    const during = join()
    await settled(5)
    t.strictSame(during.epochs(), ['1:2'])
    stream.emit(bodies.status('completed'))
    const after = join()
    await settled(5)
    t.strictSame(after.epochs(), [])
  }
)

t.test('[I3] [I4] an epoch that is finished while history is read is sent once, after earlier ones', async t => {
  const { stream, join } = setUp()
  stream.emit(bodies.status('starting'), bodies.endOfEpoch(1), bodies.epoch(1))
  const [last, all] = [join(), join('k3f9a2c1.0')]
  stream.emit(bodies.epoch(2))
  await settled(5)
  stream.emit(bodies.epoch(3))
  t.strictSame([last.epochs(), all.epochs()], [['1:1', '1:2', '1:3'], ['1:1', '1:2', '1:3']])
})

t.test(
  '[I4] a cursor brings every epoch after it, of all jobs, page by page; a cursor of another history counts as none',
  async t => {
    const { stream, clock, join } = setUp()
    for (let epoch = 1; epoch <= 600; epoch++) stream.emitFor(epoch % 2 === 0 ? first : second, bodies.epoch(epoch))
    const [whole, part] = [join('k3f9a2c1.0'), join('k3f9a2c1.590')]
    const odd = ['other.3', 'k3f9a2c1.9999', '', 7, null, {}, ['k3f9a2c1.0']].map(join)
    for (let turn = 0; turn < 5; turn++) {
      clock.advance(16)
      await settled(5)
    }
    t.strictSame(
      whole.updates.map(({ epoch }) => epoch),
      Array.from({ length: 600 }, (_, at) => at + 1)
    )
    t.equal(part.updates.length, 10)
    t.strictSame(
      odd.map(({ updates }) => updates.length),
      odd.map(() => 0)
    )
  }
)

t.test(
  '[I8] a client that does not read waits at its cursor and then receives everything; after 60 s it is closed, and the others are not',
  async t => {
    const { stream, clock, fanOut, join } = setUp()
    const [slow, dead, live] = [join(), join(), join()]
    await settled(5)
    for (const { state } of [slow, dead]) state.stuck = true
    const emit = (from: number, to: number): void => {
      for (let epoch = from; epoch <= to; epoch++) stream.emit(bodies.epoch(epoch))
    }
    emit(1, 2000)
    const [{ buffered_bytes = NaN, lag_events = NaN } = {}] = fanOut.status().clients
    t.ok(
      buffered_bytes > fanOutLimits.buffered_bytes && buffered_bytes < 2 * fanOutLimits.buffered_bytes,
      `${buffered_bytes} bytes are buffered`
    )
    t.ok(lag_events > 500, 'the rest is not in memory for it')
    Object.assign(slow.state, { stuck: false })
    slow.conn.emit('drain')
    for (let turn = 0; turn < 5; turn++) {
      clock.advance(16)
      await settled(5)
    }
    const all = Array.from({ length: 2000 }, (_, at) => `1:${at + 1}`)
    t.strictSame([slow.epochs(), live.epochs()], [all, all])
    clock.advance(60_000)
    t.strictSame(
      [slow, dead, live].map(({ state }) => state.closed),
      [null, true, null],
      'closed below Socket.IO, so that a stock client reconnects'
    )
    t.match(fanOut.status(), {
      closed_slow: 1,
      clients: [
        {
          view: 'socket.io', path: '/socket.io/', subscriptions: ['epoch_completed'], dropped_messages: 0, lag_events: 0
        },
        {}
      ]
    })
    for (const { onGone } of [slow, live]) onGone()
    t.equal(fanOut.status().connections, 0)
  }
)

t.test(
  '[I4] a failure to read history is logged; a client without a cursor continues live, one with a cursor is closed',
  async t => {
    const { stream, errors, store, join } = setUp()
    stream.emit(bodies.status('starting'), bodies.endOfEpoch(1))
    for (let count = 0; count < 3; count++) stream.emit(bodies.epoch(count + 1))
    store.failure = new Error('the disk is gone')
    const [plain, resuming] = [join(), join('k3f9a2c1.0')]
    await settled(5)
    stream.emit(bodies.epoch(9))
    t.strictSame([plain.epochs(), resuming.epochs(), resuming.state.closed], [['1:9'], [], true])
    t.strictSame(errors.sort(), [
      'History could not be read for a Socket.IO client',
      'History could not be read for a socket'
    ])
  }
)

t.test(
  '[I9] closing the fan-out closes its Socket.IO clients, and one that left while history was read never joins',
  async t => {
    const { stream, fanOut, join } = setUp()
    stream.emit(bodies.status('starting'), bodies.endOfEpoch(1), bodies.epoch(1))
    const [gone, stays] = [join(), join()]
    gone.onGone()
    await settled(5)
    t.equal(fanOut.status().connections, 1)
    fanOut.close(1012, 'service restart')
    t.strictSame([gone.state.closed, stays.state.closed, gone.epochs(), stays.epochs()], [null, false, [], ['1:1']])
  }
)
