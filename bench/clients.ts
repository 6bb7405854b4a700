import type { Arrived, ClientsRequest, Reads } from './programs/clients.ts'
import type { FanOutFigures, FanOutRequest } from './programs/fan-out-server.ts'
import type { Program } from './sandbox.ts'

/** How events are sent: so many at a time, so often, so far apart. */
export interface Load { turns: number, events_per_turn: number, every_ms: number }

/** What came of it. */
export interface Round { per_second: number, cpu_us: number, p50_ms: number, p99_ms: number }

/** A server, and the process its clients live in. */
export interface House { server: Program, audience: Program }

/** One way into the server, and how what comes out is read. */
export interface Door { path: string, reads: Reads }

/** The doors of the program, and a socket of the WebSocket library for each that is sent the same texts and nothing else. */
export const doors = {
  native: { path: '/ws', reads: 'native' },
  sse: { path: '/api/events', reads: 'sse' },
  s2: { path: '/api/v1/training-jobs/1/ws', reads: 's2' },
  s3: { path: '/ws/training/1', reads: 's3' }
} as const satisfies Record<string, Door>
export const bareDoors = {
  native: { path: '/bare/native', reads: 'native' },
  sse: { path: '/bare/native', reads: 'native' },
  s2: { path: '/bare/s2', reads: 's2' },
  s3: { path: '/bare/s3', reads: 's3' }
} as const satisfies Record<keyof typeof doors, Door>

/** A response that stays open, of Node alone. */
export const bareResponse: Door = { path: '/bare/sse', reads: 'sse' }

/** Asks the server of the bench. */
export const ask = async (server: Program, request: FanOutRequest): Promise<unknown> => await server.ask(request)

/** Asks the clients of the bench. */
export const tell = async (audience: Program, request: ClientsRequest): Promise<unknown> => await audience.ask(request)

/** Lets `count` clients in, as many by each door. */
export async function admit ({ server, audience }: House, count: number, by: readonly Door[]): Promise<void> {
  const port = await ask(server, { do: 'port' }) as number
  for (const [index, door] of by.entries()) {
    await tell(audience, { do: 'connect', port, ...door, count: Math.floor((count + index) / by.length) })
  }
}

/** Lets clients in by the program's doors or by the bare ones. The first messages over a new connection cost more, so a few are sent before anything is measured. */
export async function seat (house: House, count: number, way: 'fan_out' | 'bare', by: readonly Door[]): Promise<void> {
  await admit(house, count, by)
  await oneRound(house, { do: 'send', way, turns: 10, events_per_turn: 1, every_ms: 0 }, count)
}

/** Sends once, and waits until everything has come to everybody that listens. */
export async function oneRound ({ server, audience }: House, request: Extract<FanOutRequest, { do: 'send' }>, listening: number): Promise<Round> {
  const messages = request.turns * request.events_per_turn * listening
  await tell(audience, { do: 'expect', messages })
  const before = await ask(server, { do: 'figures' }) as FanOutFigures
  const began_ms = await ask(server, request) as number
  const { last_at_ms, p50_ms, p99_ms } = await tell(audience, { do: 'arrived' }) as Arrived
  const { cpu_ms } = await ask(server, { do: 'figures' }) as FanOutFigures
  const wall_ms = last_at_ms - began_ms
  return { per_second: messages / wall_ms * 1000, cpu_us: (cpu_ms - before.cpu_ms) / messages * 1000, p50_ms, p99_ms }
}
