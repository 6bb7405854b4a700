import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { mkdirSync, writeFileSync } from 'node:fs'
import { Value } from '@sinclair/typebox/value'
import { Limits } from '../core/contract/journal.ts'
import type { AttemptSpec, ExitFile } from '../core/contract/journal.ts'
import { PROTOCOL_VERSION } from '../core/contract/values.ts'
import { median } from './measurement.ts'
import type { Measured } from './measurement.ts'
import { serverEnv, startServer } from './server.ts'
import { completed, writeJournal } from './training-lines.ts'
import type { Program, Sandbox } from './sandbox.ts'

const rounds = 5
const jobs = 10
const events_per_job = 5000
const created_at = '2026-01-01T00:00:00.000Z'

/** From the start of the process to a server that has recovered, beside Node alone and a Fastify without anything. */
export async function * startUp (place: Sandbox): AsyncGenerator<Measured> {
  const full = join(place.folder, 'full')
  for (let number = 1; number <= jobs; number++) writeJob(join(full, 'runs'), number)
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

/** A finished job as its runner left it. */
function writeJob (runs: string, job_number: number): void {
  const job_id = `019a4f6e-7b1c-7c3e-9d2a-${String(job_number).padStart(12, '0')}`
  const job_dir = join(runs, job_id)
  const dir = join(job_dir, 'a1')
  mkdirSync(dir, { recursive: true })
  const spec: AttemptSpec = {
    v: PROTOCOL_VERSION, job_id, job_number, job_slug: `job_bench${job_number}`, job_name: `Training ${job_number}`,
    job_created_at: created_at, attempt: 1, first_seq: 1, created_at, trainer: 'builtin', argv: ['true'], cwd: '/',
    env: {}, cookie: 'a'.repeat(32), socket: join(dir, 's').slice(-100), job_dir, resume_from: null,
    begin_order: 0, limits: Value.Create(Limits)
  }
  const { status, reason, exit } = completed()
  const end: ExitFile = {
    v: PROTOCOL_VERSION, status, reason, error: null, exit, last_seq: events_per_job, ended_at: created_at
  }
  writeJournal(dir, job_id, events_per_job)
  for (const [name, value] of Object.entries({ spec, config: {}, exit: end })) {
    writeFileSync(join(dir, `${name}.json`), JSON.stringify(value))
  }
}
