import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { writeJob } from './job-files.ts'
import { median } from './measurement.ts'
import type { Measured } from './measurement.ts'
import { serverEnv, startServer } from './server.ts'
import { trainingOf } from './training-lines.ts'
import type { Program, Sandbox } from './sandbox.ts'

const rounds = 5
const jobs = 10
const events_per_job = 5000

/** From the start of the process to a server that has recovered, beside Node alone and a Fastify without anything. */
export async function * startUp (place: Sandbox): AsyncGenerator<Measured> {
  const full = join(place.folder, 'full')
  for (let number = 1; number <= jobs; number++) {
    writeJob(join(full, 'runs'), { job_number: number, events: trainingOf(events_per_job) })
  }
  const { program } = await startServer(place, 'full') // takes the journals into the store, once
  await program.end()
  const times: Record<'node' | 'fastify' | 'empty' | 'full', number[]> = { node: [], fastify: [], empty: [], full: [] }
  for (let round = 0; round < rounds; round++) {
    times.node.push(await untilNodeIsDone())
    times.fastify.push(await untilSaid(1, () => place.start('bench/programs/empty-server.js')))
    times.empty.push(
      await untilSaid(2, () =>
        place.start('src/server.js', { env: serverEnv(place, join(place.folder, `empty-${round}`)) })
      )
    )
    times.full.push(await untilSaid(2, () => place.start('src/server.js', { env: serverEnv(place, full) })))
  }
  const metric = (name: string, value: number[], floor: number[] | null): Measured =>
    ({
      bench: 'start-up', metric: name, value: median(value), unit: 'ms', floor: floor === null ? null : median(floor)
    })
  yield metric('node -e 0', times.node, null)
  yield metric('Fastify alone', times.fastify, times.node)
  yield { ...metric('server, no jobs', times.empty, times.fastify), target: { at_most: 1000 } }
  yield { ...metric(`server, ${jobs} finished jobs`, times.full, times.fastify), target: { at_most: 1000 } }
}

async function untilNodeIsDone (): Promise<number> {
  const began = performance.now()
  await once(spawn(process.execPath, ['-e', '0']), 'exit')
  return performance.now() - began
}

/** Until a program has sent so many messages. */
async function untilSaid (messages: number, start: () => Program): Promise<number> {
  const began = performance.now()
  const program = start()
  for (let said = 0; said < messages; said++) await program.says()
  const time = performance.now() - began
  await program.end()
  return time
}
