import fc from 'fast-check'
import t from 'tap'
import type { EventBody } from '../../../../core/contract/events.ts'
import { topics } from '../../../../core/contract/socket.ts'
import type { ServerMessage } from '../../../../core/contract/socket.ts'
import type { TrainingState } from '../../../../core/contract/training.ts'
import { foldMessage } from '../../../../core/domain/stream/fold-message.ts'
import { readCursor } from '../../../../core/domain/stream/cursor.ts'
import type { Client } from '../../../../src/transports/client.ts'
import { createFrames } from '../../../../src/transports/sink.ts'
import { createFilter } from '../../../../src/transports/view.ts'
import { bodies, jobs } from '../../../fixtures/fake-stream.ts'
import { createFakeSink } from '../../../fixtures/fake-sink.ts'
import type { FakeSink, Frame } from '../../../fixtures/fake-sink.ts'
import { openFanOut, settled } from '../../../helpers/fan-out.ts'
import { undeclared } from '../../../helpers/server-message.ts'

/** Types every client wants all the time; what it wants besides comes and goes. */
const wanted = ['warning', 'sample_generated', 'command_result', 'training_status']
const casual = topics.filter(topic => !wanted.includes(topic))

const plain = ['reconnect', 'drop', 'stall', 'drain', 'settle'] as const
type Plain = typeof plain[number]
type Step =
  | { do: 'emit', job: 0 | 1, kinds: number[] }
  | { do: 'pass', ms: number }
  | { do: 'filter', client: number, topics: readonly string[] }
  | { do: Plain, client: number }

const client = fc.nat({ max: 3 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('emit' as const), job: fc.constantFrom(0 as const, 1 as const),
      kinds: fc.array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 12 })
    })
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(1, 16, 40, 100, 1000, 20_000) })
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('filter' as const), client, topics: fc.subarray([...casual]) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom(...plain), client }) }
)

function body (kind: number, number: number): EventBody {
  switch (kind) {
    case 0: return bodies.warning(String(number))
    case 1: return bodies.sample(number)
    case 2: return bodies.result(`c${number}`)
    case 3: return bodies.status('running')
    case 4: return bodies.log(`line ${number}`)
    case 5: return bodies.sampleProgress(number)
    default: return bodies.progress(number)
  }
}

/** The browser: it never chooses, and folds what it hears. */
const browser = 3

interface Reader { heard: Frame[], cursor: string, sink: FakeSink | null, client: Client | null, topics: Set<string> }

/**
 * Four clients that come, go, stall and – all but one – change their mind while two jobs speak; what each heard over
 * all its connections.
 */
async function play (script: Step[]) {
  const errors: string[] = []
  const { clock, stream, fanOut, native: view } = openFanOut({
    limits: { ring: { frames: 12, bytes: 8000 }, buffered_bytes: 600, batch_bytes: 900, page_events: 5 },
    logged: errors
  })
  const readers: Reader[] = [0, 1, 2, browser].map(() => ({
    heard: [], cursor: 'k3f9a2c1.0', sink: null, client: null, topics: new Set(topics)
  }))

  /** What had left the socket is heard; what it still held is lost with it. */
  function hangUp (reader: Reader): void {
    if (reader.sink === null) return
    reader.client?.detach()
    const lost = reader.sink.writableLength() > 0 ? reader.sink.writes.length - 1 : reader.sink.writes.length
    const partial = createFakeSink()
    for (const write of reader.sink.writes.slice(0, lost)) partial.write(createFrames([write], write.length))
    for (const message of partial.messages()) {
      reader.heard.push(message)
      const last_id =
        typeof message.id === 'string'
          ? message.id
          : message.type === 'bookmark' || message.type === 'replay_complete'
            ? message.last_event_id
            : reader.cursor
      reader.cursor = String(last_id)
    }
    reader.sink = reader.client = null
  }

  function connect (reader: Reader): void {
    hangUp(reader)
    reader.sink = createFakeSink()
    reader.client = fanOut.attach({
      view, sink: reader.sink, path: '/ws', filter: createFilter({ topics: reader.topics }), greeting: view.hello
    })
    reader.client.replay(readCursor(reader.cursor, stream.stream_id, fanOut.last_id())!)
  }

  function choose (reader: Reader, chosen: readonly string[]): void {
    reader.topics = new Set([...wanted, ...chosen])
    reader.client?.setFilter(createFilter({ topics: reader.topics }))
  }

  /** At the end all come back; the browser stays where it is, if it is there. */
  function goOn (reader: Reader): void {
    if (reader === readers[browser] && reader.sink !== null) reader.sink.drain()
    else connect(reader)
  }

  let number = 0
  for (const reader of readers) connect(reader)
  for (const one of script) {
    switch (one.do) {
      case 'emit': stream.emitFor(jobs[one.job], ...one.kinds.map(kind => body(kind, ++number))); break
      case 'pass': clock.advance(one.ms); break
      case 'filter': if (one.client !== browser) choose(readers[one.client]!, one.topics); break
      case 'reconnect': connect(readers[one.client]!); break
      case 'drop': hangUp(readers[one.client]!); break
      case 'stall': readers[one.client]!.sink?.stall(); break
      case 'drain': readers[one.client]!.sink?.drain(); break
      case 'settle': await settled(); break
    }
  }
  for (const reader of readers) goOn(reader)
  for (let round = 0; round < 200 && fanOut.status().clients.some(({ lag_events }) => lag_events > 0); round++) {
    await settled()
    clock.advance(100)
  }
  await settled()
  clock.advance(100)
  for (const reader of readers) hangUp(reader)
  fanOut.close(1012, 'service restart')
  return { readers, stream, errors, timers: clock.timers() }
}

const sequence = (frames: Frame[]): string[] => frames.map(({ id }) => String(id))

t.test(
  '[W12] each client receives every subscribed lossless event in order, again only on another connection, and its messages fold into the state of the server',
  async t => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async script => {
        const { readers, stream, errors, timers } = await play(script)
        const rows = stream.rows.filter(({ event }) => wanted.includes(event.type)).map(({ id }) => `k3f9a2c1.${id}`)
        for (const { heard } of readers) {
          const lossless = heard.filter(({ type }) => wanted.includes(type))
          const unique = [...new Set(sequence(lossless))]
          if (JSON.stringify(unique) !== JSON.stringify(rows)) {
            throw new Error(`heard ${unique.join()} of ${rows.join()}`)
          }
          const connections = heard.reduce<Frame[][]>(
            (all, frame) =>
              frame.type === 'connected' ? [...all, []] : [...all.slice(0, -1), [...all.at(-1)!, frame]],
            []
          )
          for (const frames of connections) inOrder(frames)
          // as: it is declared, see below
          const state = heard.reduce<TrainingState | null>(
            (known, frame) => foldMessage(known, frame as unknown as ServerMessage),
            null
          )
          if (
            heard === readers[browser]!.heard &&
            JSON.stringify(state) !== JSON.stringify(stream.stateOf(state!.job_id!))
          ) { throw new Error(`folded ${JSON.stringify(state)} of ${JSON.stringify(stream.stateOf(state!.job_id!))}`) }
          if (undeclared(heard).length > 0) throw new Error(`undeclared: ${JSON.stringify(undeclared(heard)[0])}`)
        }
        if (errors.length > 0 || timers > 0) throw new Error(`${errors.length} errors, ${timers} timers left`)
      }),
      {
        numRuns: 300, seed: 20260101,
        // The newest progress was pushed out of the ring before it was sent, and history has none.
        examples: [[[
          { do: 'emit', job: 0, kinds: [1, 6, 0, 0, 0] }, { do: 'emit', job: 0, kinds: [1, 0, 0, 1, 0, 1, 0] }
        ]]]
      }
    )
    t.pass('300 scripts')
  }
)

/**
 * On one connection nothing with an id comes twice or out of order, and nothing a job says comes after a lossless event
 * it came before. Log lines and progress may: an event that overtakes progress carries it.
 */
function inOrder (frames: Frame[]): void {
  const ids = sequence(frames.filter(({ id }) => typeof id === 'string')).map(id => Number(id.split('.')[1]))
  ids.forEach((id, index) => {
    if (index > 0 && id <= ids[index - 1]!) throw new Error(`${id} after ${ids[index - 1]}`)
  })
  const seqs = new Map<unknown, number>()
  for (const { type, job_id, seq } of frames) {
    if (['log', 'training_progress', 'sample_progress'].includes(type) || typeof seq !== 'number') continue
    const last = seqs.get(job_id) ?? 0
    // The two messages of one picture have the same number.
    if (seq < last) throw new Error(`${type} ${seq} of a job after ${last}`)
    if (wanted.includes(type)) seqs.set(job_id, seq)
  }
}

t.test('[W12] both messages of a sample are received once, even across the edge of the ring', async t => {
  const script: Step[] = [
    { do: 'stall', client: 0 },
    ...Array.from({ length: 9 }, (): Step => ({ do: 'emit', job: 0, kinds: [1, 1, 7, 0] })),
    { do: 'drain', client: 0 },
    { do: 'settle', client: 0 }
  ]
  const { readers, stream } = await play(script)
  const samples = readers[0]!.heard.filter(({ type }) => type === 'sample_generated')
  t.equal(samples.length, stream.rows.filter(({ event }) => event.type === 'sample_generated').length)
})
