import { median } from './measurement.ts'
import type { Measured } from './measurement.ts'
import type { RelayRequest } from './programs/bare-relay.ts'
import type { Arrived, ClientsRequest } from './programs/clients.ts'
import { metronome, startServer, startTraining } from './server.ts'
import type { Sandbox } from './sandbox.ts'

const rounds = 3
/** How many listen, and to what: fewer messages for many, so that neither side is ever behind. */
const sizes = [
  { clients: 1, ticks: 200, per_second: 100 },
  { clients: 100, ticks: 200, per_second: 100 },
  { clients: 1000, ticks: 20, per_second: 10 }
] as const

interface Route { port: number, path: string, perform: (what: string) => Promise<unknown> }

/**
 * From the moment a trainer writes a line to the moment a client has it: through runner, journal, store and stream – on
 * the disk twice before anybody is told – beside a pipe into a process that sends every line on and keeps nothing.
 */
export async function * relay (place: Sandbox): AsyncGenerator<Measured> {
  const server = await startServer(place)
  const training = await startTraining(server)
  const bare = place.start('bench/programs/bare-relay.js', { args: [metronome] })
  const clients_program = place.start('bench/programs/clients.js')
  const routes = {
    ours: { port: server.port, path: '/ws', perform: training.perform },
    bare: {
      port: await bare.ask<number>({ do: 'port' } satisfies RelayRequest),
      path: '/',
      perform: async (prompt: string) =>
        await bare.ask({
          do: 'tell',
          line: JSON.stringify({ id: 'bench', command: 'sample_custom', args: { prompt } })
        } satisfies RelayRequest)
    }
  }

  async function listen (
    { port, path, perform }: Route,
    { clients, ticks, per_second }: (typeof sizes)[number]
  ): Promise<Arrived> {
    const ask = async (request: ClientsRequest): Promise<unknown> => await clients_program.ask(request)
    await ask({ do: 'connect', port, path, count: clients, reads: 'results' })
    await ask({ do: 'expect', messages: clients * ticks })
    const performed = perform(`ticks ${ticks} ${per_second}`)
    const arrived = (await ask({ do: 'arrived' })) as Arrived
    await performed
    await ask({ do: 'disconnect' })
    return arrived
  }

  for (const size of sizes) {
    const measured: Record<keyof typeof routes, Arrived[]> = { ours: [], bare: [] }
    for (let round = 0; round < rounds; round++) {
      for (const name of ['ours', 'bare'] as const) measured[name].push(await listen(routes[name], size))
    }
    for (const share of ['p50_ms', 'p99_ms'] as const) {
      const of = (name: keyof typeof routes): number => median(measured[name].map(round => round[share]))
      yield {
        bench: 'relay',
        metric: `${share.slice(0, 3)}, ${size.clients} ${size.clients === 1 ? 'client' : 'clients'}`,
        value: of('ours'),
        unit: 'ms',
        floor: of('bare'),
        ...(share === 'p99_ms' && size.clients === 100 ? { target: { over_floor_at_most: 5 } } : {})
      }
    }
  }
  await training.stop()
}
