import { ask, askClients, bareEndpoints, connectClients, connectWarm, endpoints, oneRound } from './clients.ts'
import type { Load, Round } from './clients.ts'
import { median } from './measurement.ts'
import type { Measured } from './measurement.ts'
import type { FanOutUsage } from './programs/fan-out-server.ts'
import type { Sandbox } from './sandbox.ts'

const clients = 1000
const rounds = 3
const steady = { turns: 60, events_per_turn: 1, every_ms: 0 }
const burst = { turns: 40, events_per_turn: 10, every_ms: 0 }
const paced = { turns: 20, events_per_turn: 1, every_ms: 100 }

/**
 * How many messages a second reach a thousand clients, one of which is stuck, beside a bare loop over as many sockets.
 */
export async function * fanOut (place: Sandbox): AsyncGenerator<Measured> {
  const pair = {
    server: place.start('bench/programs/fan-out-server.js'),
    client_process: place.start('bench/programs/clients.js')
  }
  const { server, client_process } = pair
  const measured = new Map<string, Round[]>()
  const stuck_bytes: number[] = []

  async function measure (name: string, way: 'fan_out' | 'bare', load: Load, listening: number): Promise<void> {
    const round = await oneRound(pair, { do: 'send', way, ...load }, listening)
    measured.set(name, [...measured.get(name) ?? [], round])
  }

  for (let round = 0; round <= rounds; round++) {
    await connectWarm(pair, clients - 1, 'fan_out', [endpoints.native])
    await measure('nobody stuck', 'fan_out', steady, clients - 1)
    await askClients(client_process, { do: 'disconnect' })
    await connectClients(pair, 1, [endpoints.native])
    await askClients(client_process, { do: 'get_stuck' })
    await ask(server, { do: 'fill' })
    for (const [way, endpoint] of [
      ['fan_out', endpoints.native], ['bare', bareEndpoints.native]
    ] as const) { await connectWarm(pair, clients - 1, way, [endpoint]) }
    for (const [name, load] of [
      ['steady', steady], ['burst', burst],
      ...(round === 0 ? [] : [['paced', paced] as const])
    ] as const) {
      for (const way of round % 2 === 0 ? (['fan_out', 'bare'] as const) : (['bare', 'fan_out'] as const)) {
        await measure(`${name} ${way}`, way, load, clients - 1)
      }
    }
    stuck_bytes.push((await ask(server, { do: 'usage' }) as FanOutUsage).stuck_bytes)
    await askClients(client_process, { do: 'disconnect' })
    if (round === 0) measured.clear() // the first round warms the code up
  }

  const of = (name: string, field: keyof Round): number => median((measured.get(name) ?? []).map(round => round[field]))
  const metric = (name: string, unit: string, value: number, floor: number | null): Measured => ({
    bench: 'fan-out', metric: name, value, unit, floor
  })
  yield {
    ...metric('one event at a time', 'messages/s', of('steady fan_out', 'per_second'), of('steady bare', 'per_second')),
    target: { ratio_at_least: 1 }
  }
  yield {
    ...metric('ten events at a time', 'messages/s', of('burst fan_out', 'per_second'), of('burst bare', 'per_second')),
    target: { ratio_at_least: 5 }
  }
  yield {
    ...metric(
      'CPU a message with one stuck client, beside without',
      'µs',
      of('steady fan_out', 'cpu_us'),
      of('nobody stuck', 'cpu_us')
    ),
    target: { ratio_at_most: 1.1 }
  }
  yield {
    ...metric('buffered for the stuck client', 'KiB', Math.max(...stuck_bytes) / 1024, null),
    target: { at_most: 512 }
  }
  yield metric('CPU a message, one event at a time', 'µs', of('steady fan_out', 'cpu_us'), of('steady bare', 'cpu_us'))
  yield metric('CPU a message, ten events at a time', 'µs', of('burst fan_out', 'cpu_us'), of('burst bare', 'cpu_us'))
  yield metric('p99 at 10 events/s', 'ms', of('paced fan_out', 'p99_ms'), of('paced bare', 'p99_ms'))
}
