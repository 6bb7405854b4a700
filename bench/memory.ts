import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { median } from './measurement.ts'
import type { Measured } from './measurement.ts'
import { startServer, startTraining } from './server.ts'
import type { Sandbox } from './sandbox.ts'

const servers = 3
const idle_ms = 10_000
const settle_ms = 5000
const warm_up_steps = 50_000
const steps = 450_000 // of two events each
const mib = 1024 * 1024

/** What processes keep in memory: a server that idles, what a million events leave in it, and a runner. Linux only. */
export async function * memory (place: Sandbox): AsyncGenerator<Measured> {
  if (process.platform !== 'linux') return
  yield await idle(place)
  const server = await startServer(place, 'busy')
  const training = await startTraining(server)
  const { runner } = JSON.parse(
    readFileSync(join(server.state_dir, 'runs', training.job_id, 'a1/runner.json'), 'utf8')
  ) as { runner: { pid: number } }
  await training.perform(`flood ${warm_up_steps}`)
  const before = await settled(server.program.child.pid)
  await training.perform(`flood ${steps}`)
  const after = await settled(server.program.child.pid)
  yield {
    bench: 'memory',
    metric: 'server, growth over 900,000 events after the first 100,000',
    value: (after - before) / mib,
    unit: 'MiB',
    floor: null,
    target: { at_most: 20 }
  }
  yield {
    bench: 'memory', metric: 'runner, after 1,000,000 events', value: residentBytes(runner.pid) / mib, unit: 'MiB',
    floor: null, target: { at_most: 60 }
  }
  await training.stop()
}

/** Several servers at once, each beside a Fastify without anything. */
async function idle (place: Sandbox): Promise<Measured> {
  const empty = Array.from({ length: servers }, () => place.start('bench/programs/empty-server.js'))
  await Promise.all(empty.map(async program => { await program.says() }))
  const ours = await Promise.all(empty.map(async (_, index) => (await startServer(place, `idle-${index}`)).program))
  await setTimeout(idle_ms)
  const of = (programs: typeof ours): number => median(programs.map(({ child }) => residentBytes(child.pid) / mib))
  const measured = { value: of(ours), floor: of(empty) }
  await Promise.all([...ours, ...empty].map(async program => { await program.end() }))
  return { bench: 'memory', metric: 'server, idle', ...measured, unit: 'MiB', target: { at_most: 120 } }
}

/** Resident size once nothing happens any more: the middle of a few looks. */
async function settled (pid: number | undefined): Promise<number> {
  const seen: number[] = []
  for (let look = 0; look < 5; look++) {
    await setTimeout(settle_ms / 5)
    seen.push(residentBytes(pid))
  }
  return median(seen)
}

function residentBytes (pid: number | undefined): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  if (kib === undefined) throw new Error(`process ${pid} has no resident size`)
  return Number(kib) * 1024
}
