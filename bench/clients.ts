import type { Arrived, ClientsRequest, Reads } from './programs/clients.ts'
import type { FanOutUsage, FanOutRequest } from './programs/fan-out-server.ts'
import type { Program } from './sandbox.ts'

/** How events are sent: so many at a time, so often, so far apart. */
export interface Load { turns: number, events_per_turn: number, every_ms: number }

/** What came of it. */
export interface Round { per_second: number, cpu_us: number, p50_ms: number, p99_ms: number }

/** A server, and the process that runs its clients. */
export interface Pair { server: Program, client_process: Program }

/** One URL of the server, and the reader of its messages. */
export interface Endpoint { path: string, reads: Reads }

/** The server's endpoints; and for each of them a plain socket of the WebSocket library that is sent the same texts. */
export const endpoints = {
  native: { path: '/ws', reads: 'native' },
  sse: { path: '/api/events', reads: 'sse' },
  'job-stream': { path: '/api/v1/training-jobs/1/ws', reads: 'job-stream' },
  'job-updates': { path: '/ws/training/1', reads: 'job-updates' }
} as const satisfies Record<string, Endpoint>
export const bareEndpoints = {
  native: { path: '/bare/native', reads: 'native' },
  sse: { path: '/bare/native', reads: 'native' },
  'job-stream': { path: '/bare/job-stream', reads: 'job-stream' },
  'job-updates': { path: '/bare/job-updates', reads: 'job-updates' }
} as const satisfies Record<keyof typeof endpoints, Endpoint>

/** A response that stays open, of Node alone. */
export const bareResponse: Endpoint = { path: '/bare/sse', reads: 'sse' }

/** Asks the server of the bench. */
export const ask = async (server: Program, request: FanOutRequest): Promise<unknown> => await server.ask(request)

/** Asks the clients of the bench. */
export const askClients = async (client_process: Program, request: ClientsRequest): Promise<unknown> =>
  await client_process.ask(request)

/** Connects `count` clients, the same number to each endpoint. */
export async function connectClients (
  { server, client_process }: Pair, count: number, to: readonly Endpoint[]
): Promise<void> {
  const port = (await ask(server, { do: 'port' })) as number
  for (const [index, endpoint] of to.entries()) {
    await askClients(client_process, {
      do: 'connect', port,
      ...endpoint,
      count: Math.floor((count + index) / to.length)
    })
  }
}

/**
 * Connects clients, and sends a few messages before anything is measured: the first ones over a new connection cost
 * more.
 */
export async function connectWarm (
  pair: Pair, count: number, way: 'fan_out' | 'bare', to: readonly Endpoint[]
): Promise<void> {
  await connectClients(pair, count, to)
  await oneRound(pair, { do: 'send', way, turns: 10, events_per_turn: 1, every_ms: 0 }, count)
}

/** Sends once, and waits until every connected client has every message. */
export async function oneRound (
  { server, client_process }: Pair, request: Extract<FanOutRequest, { do: 'send' }>, listening: number
): Promise<Round> {
  const messages = request.turns * request.events_per_turn * listening
  await askClients(client_process, { do: 'expect', messages })
  const before = (await ask(server, { do: 'usage' })) as FanOutUsage
  const began_ms = (await ask(server, request)) as number
  const { last_at_ms, p50_ms, p99_ms } = (await askClients(client_process, { do: 'arrived' })) as Arrived
  const { cpu_ms } = (await ask(server, { do: 'usage' })) as FanOutUsage
  const wall_ms = last_at_ms - began_ms
  return {
    per_second: (messages / wall_ms) * 1000,
    cpu_us: ((cpu_ms - before.cpu_ms) / messages) * 1000,
    p50_ms,
    p99_ms
  }
}
