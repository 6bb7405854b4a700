import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { machineClock } from '../../services/clock.ts'
import { createEventStream } from '../../services/event-stream.ts'
import type { Published, StoredEvent } from '../../services/event-stream.ts'
import type { EventBody } from '../../src/contract/events.ts'
import { newJobState } from '../../src/domain/state.ts'
import { createFanOut, fanOutLimits } from '../../src/protocols/fan-out.ts'
import { createNativeView } from '../../src/protocols/native.ts'
import { createSocketSink } from '../../src/protocols/socket-sink.ts'
import { answer, monotonicMs } from './answer.ts'

/** What the bench asks of the server. */
export type FanOutRequest =
  | { do: 'port' }
  /** Sends events to everybody, so many each turn, one turn after the other or every so many milliseconds. Answers when it began. */
  | { do: 'send', way: 'fan_out' | 'bare', turns: number, events_per_turn: number, every_ms: number }
  /** Fills the first client, which does not read, until the fan-out stops feeding it. */
  | { do: 'fill' }
  /** CPU time of this process so far, and bytes buffered for the first client. */
  | { do: 'figures' }
  | { do: 'last_id' }
  /** What this process keeps in memory once all garbage is collected; needs --expose-gc. */
  | { do: 'memory' }

export interface FanOutFigures { cpu_ms: number, stuck_bytes: number }
export interface MemoryFigures { used_bytes: number, resident_bytes: number }

const job_id = '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42'
const state = newJobState({ job_id, job_number: 1, job_slug: 'job_aaaaaaaa', job_name: 'Training 1', trainer: 'builtin' })
const log = { error (facts: object, message: string): void { throw new Error(`${message}: ${JSON.stringify(facts)}`) } }
const rows: StoredEvent[] = []
const stream = createEventStream({
  epoch: 'k3f9a2c1',
  current: () => state,
  last_id: 0,
  history: async (after_id, limit) => rows.slice(after_id, after_id + limit), // ids count from 1, without a hole
  onListenerError (error) { throw error }
})
const view = createNativeView({ epoch: stream.epoch, clock: machineClock, server: { name: 'bench', version: '0', started_at: '2026-01-01T00:00:00.000Z' } })
const fanOut = createFanOut({ stream, clock: machineClock, log })
const clients: WebSocket[] = []
let stuck: WebSocket | null = null

const server = createServer()
/** `/` is the fan-out; `/bare` is a socket and nothing else. With `?since=` both send again what came after that event. */
new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (ws, request) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
  const since = searchParams.get('since')
  if (pathname === '/bare') {
    if (since !== null) for (const row of rows.slice(Number(since))) for (const { text } of view.replay(row)) ws.send(text)
    return
  }
  const client = fanOut.attach({ view, sink: createSocketSink(ws, request.socket), path: '/ws', greeting: view.hello })
  clients.push(ws)
  ws.once('close', () => {
    client.detach()
    clients.splice(clients.indexOf(ws), 1)
    if (stuck === ws) stuck = null
  })
  if (since !== null) client.replay(Number(since))
})

function publish (bodies: EventBody[]): void {
  const batch = bodies.map((body): Published => {
    const id = rows.length + 1
    const event = { v: 1, seq: id, timestamp: new Date().toISOString(), elapsed_ms: id * 50, ...body }
    rows.push({ id, job_id, event })
    return { id, job_id, event, kept: true, state }
  })
  stream.publish(batch)
}

/** The floor: each message is made once, and sent with the library's own send to one client after the other. */
function sendBare (bodies: EventBody[]): void {
  for (const [index, body] of bodies.entries()) {
    const event = { v: 1, seq: index, timestamp: new Date().toISOString(), elapsed_ms: index * 50, ...body }
    for (const { text } of view.encode({ id: index, job_id, event, kept: true, state })) {
      for (const ws of clients) if (ws !== stuck) ws.send(text)
    }
  }
}

const result = (step: number): EventBody => ({ type: 'validation_result', step, epoch: 1, validation_loss: monotonicMs(), concept: null, accuracy: 0.655, correct: 131, total: 200 })

async function send ({ way, turns, events_per_turn, every_ms }: Extract<FanOutRequest, { do: 'send' }>): Promise<number> {
  const began_ms = monotonicMs()
  for (let turn = 0; turn < turns; turn++) {
    const bodies = Array.from({ length: events_per_turn }, (_, index) => result(turn * events_per_turn + index))
    if (way === 'fan_out') publish(bodies)
    else sendBare(bodies)
    if (every_ms === 0) await setImmediate()
    else await setTimeout(began_ms + (turn + 1) * every_ms - monotonicMs())
  }
  return began_ms
}

const stuckBytes = (): number => fanOut.status().clients[0]?.buffered_bytes ?? 0

async function fill (): Promise<number> {
  stuck = clients[0] ?? null
  while (stuckBytes() <= fanOutLimits.buffered_bytes) {
    publish([{ type: 'log', level: 'info', message: '0123456789abcdef'.repeat(8192), source: 'stdout' }])
    await setTimeout(fanOutLimits.tick_ms) // so that the machine's own buffers are filled first
  }
  return stuckBytes()
}

async function memoryFigures (): Promise<MemoryFigures> {
  for (let pass = 0; pass < 3; pass++) {
    await setTimeout(200) // what waits for the loop is done first
    globalThis.gc?.()
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  return { used_bytes: heapUsed + external, resident_bytes: rss }
}

server.listen(0, '127.0.0.1')
answer<FanOutRequest>(async request => {
  switch (request.do) {
    case 'port': return (server.address() as AddressInfo).port // it listens on a port
    case 'send': return await send(request)
    case 'fill': return await fill()
    case 'last_id': return rows.length
    case 'memory': return await memoryFigures()
    case 'figures': {
      const { user, system } = process.cpuUsage()
      return { cpu_ms: (user + system) / 1000, stuck_bytes: stuckBytes() } satisfies FanOutFigures
    }
  }
})
