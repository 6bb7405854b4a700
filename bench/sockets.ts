import { ask, oneRound, seat, tell } from './audience.ts'
import type { Round } from './audience.ts'
import { median } from './figure.ts'
import type { Measured } from './figure.ts'
import { monotonicMs } from './programs/answer.ts'
import type { Arrived } from './programs/clients.ts'
import type { MemoryFigures } from './programs/fan-out-server.ts'
import type { Program, Workplace } from './workplace.ts'

const rounds = 3
const paced = { turns: 30, events_per_turn: 1, every_ms: 100 }
const crowds = [1000, 5000] as const
const missed = 200
const idle = 4000

interface House { server: Program, audience: Program }
const open = (place: Workplace): House => ({ server: place.start('bench/programs/fan-out-server.js', { flags: ['--expose-gc'] }), audience: place.start('bench/programs/clients.js') })
const figure = (name: string, unit: string, value: number, floor: number | null): Measured => ({ bench: 'sockets', figure: name, value, unit, floor })

/** What live clients wait, what those that come back wait, and what idle ones cost. */
export async function * sockets (place: Workplace): AsyncGenerator<Measured> {
  const house = open(place)
  for (const clients of crowds) yield * live(house, clients)
  yield await storm(house)
  yield * memory(place)
}

async function * live ({ server, audience }: House, clients: number): AsyncGenerator<Measured> {
  const measured: Record<'fan_out' | 'bare' | 'nobody_stuck', Round[]> = { fan_out: [], bare: [], nobody_stuck: [] }
  for (let round = 0; round < rounds; round++) {
    await seat(server, audience, clients - 1)
    measured.nobody_stuck.push(await oneRound(server, audience, { do: 'send', way: 'fan_out', ...paced }, clients - 1))
    await tell(audience, { do: 'disconnect' })
    await seat(server, audience, 1)
    await tell(audience, { do: 'get_stuck' })
    await ask(server, { do: 'fill' })
    await seat(server, audience, clients - 1)
    for (const way of round % 2 === 0 ? ['fan_out', 'bare'] as const : ['bare', 'fan_out'] as const) {
      measured[way].push(await oneRound(server, audience, { do: 'send', way, ...paced }, clients - 1))
    }
    await tell(audience, { do: 'disconnect' })
  }
  const of = (way: keyof typeof measured, field: keyof Round): number => median(measured[way].map(round => round[field]))
  const target = clients === crowds[0]
  yield figure(`p50, ${clients} clients, 10 events/s`, 'ms', of('fan_out', 'p50_ms'), of('bare', 'p50_ms'))
  yield { ...figure(`p99, ${clients} clients, 10 events/s`, 'ms', of('fan_out', 'p99_ms'), of('bare', 'p99_ms')), ...target ? { target: { ratio_at_most: 2 } } : {} }
  yield { ...figure(`p99, ${clients} clients, one stuck, beside none stuck`, 'ms', of('fan_out', 'p99_ms'), of('nobody_stuck', 'p99_ms')), ...target ? { target: { ratio_at_most: 1.1 } } : {} }
}

/** A thousand clients come back, each with the same cursor, as after a restart. */
async function storm ({ server, audience }: House): Promise<Measured> {
  const clients = crowds[0]
  await ask(server, { do: 'send', way: 'fan_out', turns: missed, events_per_turn: 1, every_ms: 0 })
  const since = await ask(server, { do: 'last_id' }) as number - missed
  const port = await ask(server, { do: 'port' }) as number
  const waited: Record<string, number[]> = { '/': [], '/bare': [] }
  for (let round = 0; round < rounds; round++) {
    for (const path of round % 2 === 0 ? ['/', '/bare'] : ['/bare', '/']) {
      await tell(audience, { do: 'expect', messages: clients * missed })
      const began_ms = monotonicMs()
      await tell(audience, { do: 'connect', port, path: `${path}?since=${since}`, count: clients })
      const { last_at_ms } = await tell(audience, { do: 'arrived' }) as Arrived
      waited[path]!.push(last_at_ms - began_ms)
      await tell(audience, { do: 'disconnect' })
    }
  }
  return figure(`${clients} clients come back and have the ${missed} events they missed`, 'ms', median(waited['/']!), median(waited['/bare']!))
}

/** What the server keeps for each client that is told nothing; what the kernel keeps is not in it. */
async function * memory (place: Workplace): AsyncGenerator<Measured> {
  const [ours, bare] = [await costs(place, '/'), await costs(place, '/bare')]
  yield { ...figure('resident size for an idle client', 'KiB', ours.resident_bytes / 1024, bare.resident_bytes / 1024), target: { at_most: 12 } }
  yield figure('heap and buffers for an idle client', 'KiB', ours.used_bytes / 1024, bare.used_bytes / 1024)
}

/** In a process of its own, where no other client has left room behind. */
async function costs (place: Workplace, path: string): Promise<MemoryFigures> {
  const { server, audience } = open(place)
  const port = await ask(server, { do: 'port' }) as number
  const look = async (count: number): Promise<MemoryFigures> => {
    await tell(audience, { do: 'connect', port, path, count })
    return await ask(server, { do: 'memory' }) as MemoryFigures
  }
  const before = await look(200) // by then everything is loaded
  const after = await look(idle)
  await Promise.all([server.end(), audience.end()])
  return { used_bytes: (after.used_bytes - before.used_bytes) / idle, resident_bytes: (after.resident_bytes - before.resident_bytes) / idle }
}
