import { setImmediate, setTimeout } from 'node:timers/promises'
import { createEventStream } from '../../services/stream/event-stream.ts'
import type { Published, StoredEvent } from '../../services/stream/event-stream.ts'
import type { EventBody } from '../../core/contract/events.ts'
import type { JournalEvent } from '../../core/contract/journal.ts'
import type { TrainingState } from '../../core/contract/training.ts'
import { formatCursor } from '../../core/domain/stream/cursor.ts'
import { newJobState } from '../../core/domain/job/state.ts'
import { fanOutLimits } from '../../src/transports/fan-out.ts'
import { answer, monotonicMs } from './answer.ts'
import { openConnections, viewNames } from './connections.ts'

/** What the bench asks of the server. */
export type FanOutRequest =
  | { do: 'port' }
  /**
   * Sends events to everybody, so many each turn, one turn after the other or every so many milliseconds. Answers when
   * it began.
   */
  | { do: 'send', way: 'fan_out' | 'bare', turns: number, events_per_turn: number, every_ms: number }
  /** Fills the first client, which does not read, until the fan-out stops feeding it. */
  | { do: 'fill' }
  /** CPU time of this process so far, and the most bytes buffered for a client. */
  | { do: 'usage' }
  /** The cursor of so many events ago. */
  | { do: 'cursor', events_ago: number }
  /** What this process keeps in memory once all garbage is collected; needs --expose-gc. */
  | { do: 'memory' }

export interface FanOutUsage { cpu_ms: number, stuck_bytes: number }
export interface MemoryUsage { used_bytes: number, resident_bytes: number }

const job_id = '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42'
let state: TrainingState = {
  ...newJobState({ job_id, job_number: 1, job_slug: 'job_aaaaaaaa', job_name: 'Training 1', trainer: 'builtin' }),
  status: 'running',
  is_training: true
}
const rows: StoredEvent[] = []
const stream = createEventStream({
  stream_id: 'k3f9a2c1',
  current: () => state,
  last_id: 0,
  history: async (after_id, limit) => rows.slice(after_id, after_id + limit), // ids count from 1, without a hole
  onListenerError (error) { throw error }
})
const watched = () => ({ job_id, state, stateNow: () => state, over: false, batch_size: 4, network_id: job_id })
const { port, fanOut, views, bare } = await openConnections({
  stream,
  jobs: { find: watched, findUsable: watched, active: () => [watched()] },
  onReturn (ws, since) {
    for (const row of rows.slice(since)) for (const { text } of views.native.replay(row)) ws.send(text)
  }
})

const eventOf = (body: EventBody, seq: number): JournalEvent => ({
  v: 1, seq, timestamp: new Date().toISOString(), elapsed_ms: seq * 50,
  ...body
})

/** The job updates tell at once only of another status, so each epoch has another one than the last. */
const afterEpoch = (loss: number | null): TrainingState =>
  ({ ...state, loss, status: state.status === 'running' ? 'paused' : 'running' })

function publish (bodies: EventBody[]): void {
  stream.publish(bodies.map((body): Published => {
    const id = rows.length + 1
    const event = eventOf(body, id)
    rows.push({ id, job_id, event })
    if (body.type === 'epoch_completed') state = afterEpoch(body.loss)
    return { id, job_id, event, kept: true, state }
  }))
}

/**
 * The floor: each message is made once for a view, and sent with the library's own send to one client after the other.
 */
function sendBare (bodies: EventBody[]): void {
  for (const [id, body] of bodies.entries()) {
    if (body.type === 'epoch_completed') state = afterEpoch(body.loss)
    for (const name of viewNames) {
      if (bare[name].size === 0) continue
      for (const { text } of views[name].encode({ id, job_id, event: eventOf(body, id), kept: true, state })) {
        for (const ws of bare[name]) ws.send(text)
      }
    }
  }
}

/** Every view has one message for this event; its loss says when it was made. */
const epoch = (step: number): EventBody => ({
  type: 'epoch_completed', epoch: 1, max_epoch: 100, step, loss: monotonicMs(), elapsed_seconds: 1.5, accuracy: 0.655,
  correct: 131, total: 200
})

async function send ({
  way, turns, events_per_turn, every_ms
}: Extract<FanOutRequest, { do: 'send' }>): Promise<number> {
  const began_ms = monotonicMs()
  for (let turn = 0; turn < turns; turn++) {
    const bodies = Array.from({ length: events_per_turn }, (_, index) => epoch(turn * events_per_turn + index))
    if (way === 'fan_out') publish(bodies)
    else sendBare(bodies)
    if (every_ms === 0) await setImmediate()
    else await setTimeout(began_ms + (turn + 1) * every_ms - monotonicMs())
  }
  return began_ms
}

const stuckBytes = (): number =>
  fanOut.status().clients.reduce((most, { buffered_bytes }) => Math.max(most, buffered_bytes), 0)

async function fill (): Promise<number> {
  while (stuckBytes() <= fanOutLimits.buffered_bytes) {
    publish([{ type: 'log', level: 'info', message: '0123456789abcdef'.repeat(8192), source: 'stdout' }])
    await setTimeout(fanOutLimits.tick_ms) // so that the machine's own buffers are filled first
  }
  return stuckBytes()
}

async function memoryUsage (): Promise<MemoryUsage> {
  for (let pass = 0; pass < 3; pass++) {
    await setTimeout(200) // what waits for the loop is done first
    globalThis.gc?.()
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  return { used_bytes: heapUsed + external, resident_bytes: rss }
}

answer<FanOutRequest>(async request => {
  switch (request.do) {
    case 'port': return port
    case 'send': return await send(request)
    case 'fill': return await fill()
    case 'cursor': return formatCursor(stream.stream_id, rows.length - request.events_ago)
    case 'memory': return await memoryUsage()
    case 'usage': {
      const { user, system } = process.cpuUsage()
      return { cpu_ms: (user + system) / 1000, stuck_bytes: stuckBytes() } satisfies FanOutUsage
    }
  }
})
