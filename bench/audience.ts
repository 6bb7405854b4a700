import type { Arrived, ClientsRequest } from './programs/clients.ts'
import type { FanOutFigures, FanOutRequest } from './programs/fan-out-server.ts'
import type { Program } from './workplace.ts'

/** How events are sent: so many at a time, so often, so far apart. */
export interface Load { turns: number, events_per_turn: number, every_ms: number }

/** What came of it. */
export interface Round { per_second: number, cpu_us: number, p50_ms: number, p99_ms: number }

/** Asks the server of the bench. */
export const ask = async (server: Program, request: FanOutRequest): Promise<unknown> => await server.ask(request)

/** Asks the clients of the bench. */
export const tell = async (audience: Program, request: ClientsRequest): Promise<unknown> => await audience.ask(request)

/** Lets `count` clients in; the first messages over a new connection cost more, so a few are sent before anything is measured. */
export async function seat (server: Program, audience: Program, count: number): Promise<void> {
  const port = await ask(server, { do: 'port' }) as number
  await tell(audience, { do: 'connect', port, path: '/', count })
  await oneRound(server, audience, { do: 'send', way: 'bare', turns: 10, events_per_turn: 1, every_ms: 0 }, count)
}

/** Sends once, and waits until everything has come to everybody that listens. */
export async function oneRound (server: Program, audience: Program, request: Extract<FanOutRequest, { do: 'send' }>, listening: number): Promise<Round> {
  const messages = request.turns * request.events_per_turn * listening
  await tell(audience, { do: 'expect', messages })
  const before = await ask(server, { do: 'figures' }) as FanOutFigures
  const began_ms = await ask(server, request) as number
  const { last_at_ms, p50_ms, p99_ms } = await tell(audience, { do: 'arrived' }) as Arrived
  const { cpu_ms } = await ask(server, { do: 'figures' }) as FanOutFigures
  const wall_ms = last_at_ms - began_ms
  return { per_second: messages / wall_ms * 1000, cpu_us: (cpu_ms - before.cpu_ms) / messages * 1000, p50_ms, p99_ms }
}
