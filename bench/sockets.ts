import {
  ask, askClients, bareEndpoints, bareResponse, connectClients, connectWarm, endpoints, oneRound
} from './clients.ts'
import type { Endpoint, Pair, Round } from './clients.ts'
import { median } from './measurement.ts'
import type { Measured } from './measurement.ts'
import { monotonicMs } from './programs/answer.ts'
import type { Arrived } from './programs/clients.ts'
import type { MemoryUsage } from './programs/fan-out-server.ts'
import type { Sandbox } from './sandbox.ts'

const paced = { turns: 20, events_per_turn: 1, every_ms: 100 }
const crowds = [{ clients: 1000, rounds: 7 }, { clients: 5000, rounds: 3 }] as const
const returning = { clients: 1000, missed: 200, rounds: 3 }
const [settled, idle] = [2000, 4000]

const open = (place: Sandbox): Pair => ({
  server: place.start('bench/programs/fan-out-server.js', { flags: ['--expose-gc'] }),
  client_process: place.start('bench/programs/clients.js')
})
const metric = (name: string, unit: string, value: number, floor: number | null): Measured => ({
  bench: 'sockets', metric: name, value, unit, floor
})

/** What live clients wait, what those that come back wait, and what idle ones cost. */
export async function * sockets (place: Sandbox): AsyncGenerator<Measured> {
  const pair = open(place)
  for (const crowd of crowds) yield * live(pair, crowd)
  yield await storm(pair)
  yield * memory(place)
}

const ways = ['one_stuck', 'nobody_stuck', 'bare'] as const
type Way = typeof ways[number]

async function * live (pair: Pair, { clients, rounds }: typeof crowds[number]): AsyncGenerator<Measured> {
  const measured: Record<Way, Round[]> = { one_stuck: [], nobody_stuck: [], bare: [] }
  await listen(pair, 'nobody_stuck', clients) // warms the code up
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < ways.length; turn++) {
      const way = ways[(round + turn) % ways.length]! // one of them
      measured[way].push(await listen(pair, way, clients))
    }
  }
  const of = (way: Way, field: keyof Round): number => median(measured[way].map(round => round[field]))
  const target = (ratio_at_most: number): Partial<Measured> =>
    clients === crowds[0].clients ? { target: { ratio_at_most } } : {}
  yield metric(
    `p50, ${clients} clients of four views, one stuck, 10 messages/s to each`,
    'ms',
    of('one_stuck', 'p50_ms'),
    of('bare', 'p50_ms')
  )
  yield {
    ...metric(
      `p99, ${clients} clients of four views, one stuck, 10 messages/s to each`,
      'ms',
      of('one_stuck', 'p99_ms'),
      of('bare', 'p99_ms')
    ),
    ...target(2)
  }
  yield {
    ...metric(
      `p99, ${clients} clients, one stuck, beside none stuck`,
      'ms',
      of('one_stuck', 'p99_ms'),
      of('nobody_stuck', 'p99_ms')
    ),
    ...target(1.1)
  }
  yield {
    ...metric(
      `CPU a message, ${clients} clients, one stuck, beside none stuck`,
      'µs',
      of('one_stuck', 'cpu_us'),
      of('nobody_stuck', 'cpu_us')
    ),
    ...target(1.1)
  }
  yield metric(`CPU a message, ${clients} clients`, 'µs', of('one_stuck', 'cpu_us'), of('bare', 'cpu_us'))
}

/** One round with clients of its own, so that no way is measured after another has left its garbage. */
async function listen (pair: Pair, way: Way, clients: number): Promise<Round> {
  const { server, client_process } = pair
  if (way === 'one_stuck') {
    await connectClients(pair, 1, [endpoints.native])
    await askClients(client_process, { do: 'get_stuck' })
    await ask(server, { do: 'fill' })
  }
  const sent = way === 'bare' ? 'bare' : 'fan_out'
  await connectWarm(pair, clients - 1, sent, Object.values(way === 'bare' ? bareEndpoints : endpoints))
  const round = await oneRound(pair, { do: 'send', way: sent, ...paced }, clients - 1)
  await askClients(client_process, { do: 'disconnect' })
  return round
}

/** A thousand clients come back, each with the same cursor, as after a restart. */
async function storm ({ server, client_process }: Pair): Promise<Measured> {
  const { clients, missed, rounds } = returning
  await ask(server, { do: 'send', way: 'fan_out', turns: missed, events_per_turn: 1, every_ms: 0 })
  const since = await ask(server, { do: 'cursor', events_ago: missed }) as string
  const port = await ask(server, { do: 'port' }) as number
  const waited = new Map<Endpoint, number[]>([[endpoints.native, []], [bareEndpoints.native, []]])
  for (let round = 0; round < rounds; round++) {
    for (const [{ path, reads }, times] of waited) {
      await askClients(client_process, { do: 'expect', messages: clients * missed })
      const began_ms = monotonicMs()
      await askClients(client_process, { do: 'connect', port, path: `${path}?since=${since}`, count: clients, reads })
      const { last_at_ms } = await askClients(client_process, { do: 'arrived' }) as Arrived
      times.push(last_at_ms - began_ms)
      await askClients(client_process, { do: 'disconnect' })
    }
  }
  const [ours = NaN, bare = NaN] = [...waited.values()].map(median)
  return metric(`${clients} clients come back and have the ${missed} events they missed`, 'ms', ours, bare)
}

/** What the server keeps for each client that is told nothing; what the kernel keeps is not in it. */
async function * memory (place: Sandbox): AsyncGenerator<Measured> {
  const [socket, response] = [await costs(place, bareEndpoints.native), await costs(place, bareResponse)]
  for (const [name, endpoint] of Object.entries(endpoints)) {
    const [ours, bare] = [await costs(place, endpoint), name === 'sse' ? response : socket]
    yield {
      ...metric(
        `resident size for an idle client, ${name}`, 'KiB', ours.resident_bytes / 1024, bare.resident_bytes / 1024
      ),
      target: { at_most: 12 }
    }
    yield metric(`heap and buffers for an idle client, ${name}`, 'KiB', ours.used_bytes / 1024, bare.used_bytes / 1024)
  }
}

/** In a process of its own, where no other client has left room behind. */
async function costs (place: Sandbox, endpoint: Endpoint): Promise<MemoryUsage> {
  const pair = open(place)
  const look = async (count: number): Promise<MemoryUsage> => {
    await connectClients(pair, count, [endpoint])
    return await ask(pair.server, { do: 'memory' }) as MemoryUsage
  }
  // by then everything is loaded, and V8's young generation as large as it gets: a cost of the process, not of a client
  const before = await look(settled)
  const after = await look(idle)
  await Promise.all([pair.server.end(), pair.client_process.end()])
  return {
    used_bytes: (after.used_bytes - before.used_bytes) / idle,
    resident_bytes: (after.resident_bytes - before.resident_bytes) / idle
  }
}
