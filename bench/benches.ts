import { bridgeStep } from './bridge-step.ts'
import { fanOut } from './fan-out.ts'
import type { Measured } from './measurement.ts'
import { ingest } from './ingest.ts'
import { memory } from './memory.ts'
import { metrics } from './metrics.ts'
import { relay } from './relay.ts'
import { sockets } from './sockets.ts'
import { startUp } from './start-up.ts'
import type { Sandbox } from './sandbox.ts'

/** One bench: its name on the command line, what it measures beside what, in words, and how. */
export interface Bench {
  name: string
  what: string
  run: (place: Sandbox) => AsyncGenerator<Measured>
}

/** All of them, in the order in which they run. */
export const benches: readonly Bench[] = [
  {
    name: 'ingest',
    what:
      'A journal of 200,000 events, as the built-in trainer writes them, is read, folded and committed to a new ' +
      'store on the disk. The floor reads the same file, splits it into lines and parses each.',
    run: ingest
  },
  {
    name: 'metrics',
    what:
      'A million values of one tag, in the store, are asked for as a line to draw, with the lowest and the highest ' +
      'of each stretch of steps. The floor is a plain scan of the same rows. And what the rollups cost that make ' +
      'it possible, where values come a thousand a commit.',
    run: metrics
  },
  {
    name: 'relay',
    what:
      'From the moment a trainer writes a line to the moment a client has it: runner, journal, store, stream. It ' +
      'is durable twice before anybody is told. The floor is a pipe into a process that sends every line to every ' +
      'client with the WebSocket library, and keeps nothing.',
    run: relay
  },
  {
    name: 'fan-out',
    what:
      'A thousand clients, one of which does not read. The floor is a loop over as many sockets, less the stuck ' +
      'one, that sends one string with the WebSocket library. One event at a time, nearly all of the time is the ' +
      "kernel's, for both.",
    run: fanOut
  },
  {
    name: 'sockets',
    what:
      'A thousand and five thousand clients, a quarter of them at each of four endpoints – /ws, /api/events, and ' +
      'the two sockets of one job – get ten messages a second each; one more does not read. Then a thousand ' +
      'clients come back at once and ask for what they missed. The floor is the WebSocket library alone, in the ' +
      'same process: as many sockets, the same texts, one send after the other. A p99 on shared cores moves by a ' +
      'tenth or two from run to run; CPU a message is steadier and says better what a stuck client costs the ' +
      'others. Last, what a client costs that is told nothing: the growth of the process from 2,000 clients to ' +
      '6,000. The floor there is a bare WebSocket, or for /api/events a bare response of Node.',
    run: sockets
  },
  {
    name: 'bridge-step',
    what: 'What the lines of a training step cost the thread that trains. The floor is a step without lines.',
    run: bridgeStep
  },
  {
    name: 'start-up',
    what:
      'From the start of the process to a server that listens. The floor of Fastify is Node alone, that of the ' +
      'server is Fastify alone.',
    run: startUp
  },
  {
    name: 'memory',
    what:
      'Resident size. The server is looked at ten seconds after it listens, and after floods of events; the runner ' +
      "after the same floods. The floor of the server is Fastify alone. Some 40 MiB of each are Node's own " +
      'program, which all processes share.',
    run: memory
  }
]
