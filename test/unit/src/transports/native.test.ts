import { createRequire } from 'node:module'
import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import { EventBody, events } from '../../../../core/contract/events.ts'
import { exampleOf } from '../../../../core/domain/schema/schema-example.ts'
import { createNativeView } from '../../../../src/transports/native.ts'
import { textFrame } from '../../../../src/transports/ws-frame.ts'
import { createFilter } from '../../../../src/transports/view.ts'
import type { Message } from '../../../../src/transports/view.ts'
import type { Published } from '../../../../services/stream/event-stream.ts'
import { bodies, createFakeStream, jobs } from '../../../fixtures/fake-stream.ts'
import { textsOf } from '../../../fixtures/fake-sink.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'
import { undeclared } from '../../../helpers/server-message.ts'

type Fields = Record<string, unknown>
const clock = createManualClock()
const server = { name: 'onetrainer-web-ui', version: '0.1.0', started_at: '2026-01-01T00:00:00.000Z' }
const view = createNativeView({ stream_id: 'k3f9a2c1', clock, server })
const read = (messages: readonly Message[]): Fields[] => messages.map(({ text }) => JSON.parse(text) as Fields)

/** What the stream publishes for these events, one after another. */
function published (...all: EventBody[]): Published[] {
  const heard: Published[] = []
  const stream = createFakeStream()
  stream.subscribe(batch => { heard.push(...batch) })
  stream.emit(...all)
  return heard
}
/** The messages of an event, and of the state after it. */
function messagesOf (one: Published): Fields[] {
  const { after, encode } = view.state!
  return read([...view.encode(one), ...(after.has(one.event.type) ? [encode(one)] : [])])
}
const transcript = (...all: EventBody[]): Fields[] => published(...all).flatMap(messagesOf)
const about = { id: 'k3f9a2c1.1', job_id: jobs[0], seq: 1, timestamp: '2026-01-01T00:00:00.100Z', elapsed_ms: 100 }

t.test('[W1] a text frame is byte for byte the one that ws makes', t => {
  const path = createRequire(import.meta.url).resolve('ws')
  const Sender = createRequire(path)('./lib/sender.js') as { frame: (data: Buffer, options: object) => Buffer[] }
  for (const length of [0, 1, 125, 126, 127, 65_535, 65_536, 100_000]) {
    const text = 'x'.repeat(length)
    const theirs = Buffer.concat(
      Sender.frame(Buffer.from(text), { fin: true, rsv1: false, opcode: 1, mask: false, readOnly: false })
    )
    t.ok(textFrame(text).equals(theirs), `${length} bytes`)
  }
  const wide = '火'.repeat(42)
  t.strictSame(textsOf(textFrame(wide)), [wide], 'the length counts bytes, not letters')
  t.end()
})

t.test('[W2] an event becomes a message of its type with a cursor, its job and its number', t => {
  t.strictSame(transcript(bodies.validation()), [
    {
      type: 'validation_result',
      ...about,
      step: 7,
      epoch: 1,
      validation_loss: 0.25,
      concept: null,
      accuracy: 0.5,
      correct: 1,
      total: 2
    }
  ])
  t.strictSame(transcript(bodies.log('hello')), [
    { type: 'log', ...about, level: 'info', message: 'hello', source: 'stdout' }
  ])
  const [backup, saved] = transcript(bodies.backup(), bodies.saved())
  t.match(backup, { type: 'backup_created', file: { path: 'workspace/file' }, id: 'k3f9a2c1.1' })
  t.match(saved, { type: 'model_saved', final: true, id: 'k3f9a2c1.2', seq: 2 })
  t.end()
})

t.test('[W2] progress has the steps of one epoch, the remaining time from the state, and no cursor', t => {
  const [first] = published(bodies.progress(100))
  const [progress, state] = messagesOf({ ...first!, state: { ...first!.state, eta_seconds: 3600 } })
  t.match(progress, {
    type: 'training_progress', step: 100, epoch: 1, epoch_step: 100, global_step: 100, max_step: 100, max_epoch: 10,
    loss: 0.5, learning_rate: 0.0001, eta_seconds: 3600, timestamp: about.timestamp, id: null
  })
  t.match(state, {
    type: 'training_state', is_training: false, progress: { global_step: 100 }, max_step: 100, max_epoch: 10,
    error: null, eta_seconds: 3600
  })
  t.end()
})

t.test('[W2] a new status is sent as training_status and as the whole training_state; metrics make no message', t => {
  const messages = transcript(bodies.status('running'))
  t.match(messages, [
    { type: 'training_status', status: 'running', message: 'Training is running', error: null, id: 'k3f9a2c1.1' },
    { type: 'training_state', status: 'running', seq: 1 }
  ])
  t.strictSame(Object.keys(messages[1]!).includes('id'), false)
  t.strictSame(transcript(bodies.scalars()), [])
  t.end()
})

t.test('[W3] a sample is sent under both of its message types, with its URL and never with a file path', t => {
  for (const kind of ['default', 'custom'] as const) {
    const [own] = published(bodies.sample(4, kind))
    const messages = read(view.encode(own!))
    t.match(messages, [{ type: `sample_${kind}`, id: null }, { type: 'sample_generated', id: 'k3f9a2c1.1' }])
    for (const message of messages) {
      t.match(message, {
        path: '/api/samples/s1-4/image', thumbnail_path: '/api/samples/s1-4/thumbnail', sample_type: kind,
        prompt: 'a cat', bytes: 9, available: true
      })
      t.notMatch(JSON.stringify(message), '/srv/secret')
    }
    t.strictSame(
      view.encode(own!).map(message => message.carries_cursor),
      [false, true],
      'whoever is cut off between the two resumes before both'
    )
  }
  t.end()
})

t.test('[W2] every message matches the contract, whether it is live, replayed or of no event', t => {
  const all = [
    bodies.status('starting'), ...events.map(schema => Value.Parse(EventBody, exampleOf(schema))),
    bodies.sample(2, 'custom'), bodies.status('completed')
  ]
  const made = published(...all)
  const carrying = made.flatMap(one => read(view.encode({ ...one, has_skipped: true })))
  const live = [...made.flatMap(messagesOf), ...carrying]
  const replayed = made.filter(one => one.kept).flatMap(one => read(view.replay(one)))
  const snapshot = { state: made.at(-1)!.state, last_id: 12 }
  const stats = {
    gpu_memory_used_gb: 8.5, gpu_memory_total_gb: 24, gpu_utilization_percent: 95, cpu_percent: 45, ram_used_gb: 16,
    ram_total_gb: 32, gpus: [], job_memory: [], timestamp: about.timestamp
  }
  const others = [
    ...view.hello(snapshot),
    ...view.replayComplete(3, 2),
    ...view.bookmark(4),
    ...view.resync(snapshot.state),
    view.stats(stats).text
  ].map(text => JSON.parse(text) as Fields)
  t.strictSame(undeclared([...live, ...replayed, ...others]), [])
  t.equal(replayed.every(message => message.replay === true), true)
  t.strictSame(
    replayed.map(({ type }) => type),
    made
      .flatMap(messagesOf)
      .map(({ type }) => type)
      .filter(type => !['training_progress', 'sample_progress', 'training_state'].includes(String(type)))
  )
  t.match(others[0], {
    type: 'connected', protocol: 1, server, last_event_id: 'k3f9a2c1.12', limits: { message_bytes: 65_536 }
  })
  t.match(others.slice(3), [
    { type: 'gap', reason: 'history_reset', resync: true },
    { type: 'training_state', status: 'completed' },
    { type: 'system_stats', cpu_percent: 45 }
  ])
  t.end()
})

t.test('[W24] an event of a type this server does not know makes no message', t => {
  const [known] = published(bodies.warning())
  const unknown = { ...known!, event: { ...known!.event, type: 'job_teleported' } } as unknown as Published
  t.strictSame(view.encode(unknown), [])
  t.strictSame(view.replay(unknown), [])
  t.end()
})

t.test('[W2] every field of the documented examples is present', t => {
  const seed = {
    training_progress: bodies.progress(1), training_status: bodies.status(), sample_generated: bodies.sample(1),
    log: bodies.log('x'), validation_result: bodies.validation()
  }
  const fields: Record<keyof typeof seed, string> = {
    training_progress: 'step epoch epoch_step global_step max_step max_epoch loss learning_rate eta_seconds timestamp',
    training_status: 'status message error timestamp',
    sample_generated: 'sample_id path sample_type step epoch prompt thumbnail_path timestamp',
    log: 'level message source timestamp',
    validation_result: 'step epoch validation_loss timestamp'
  }
  for (const [type, body] of Object.entries(seed)) {
    const message = transcript(body).find(one => one.type === type)!
    t.strictSame(fields[type as keyof typeof seed].split(' ').filter(field => !(field in message)), [], type)
  }
  t.end()
})

t.test('[W26] filters that accept the same messages have the same key', t => {
  t.equal(createFilter({ topics: new Set(['a', 'b']) }).key, createFilter({ topics: new Set(['b', 'a']) }).key)
  t.not(createFilter({ topics: new Set(['a']) }).key, createFilter({ topics: new Set(['a']), refs: ['c1'] }).key)
  t.not(createFilter({}).key, createFilter({ topics: new Set() }).key)
  t.end()
})
