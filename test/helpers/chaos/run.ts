import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { createActs } from './acts.ts'
import { createChoices } from '../choices.ts'
import { connectClients } from './clients.ts'
import { createDisturbances } from './disturbances.ts'
import { askEverything, compareAnswers } from './judge-answers.ts'
import { isCaughtUp, judgeJournals, readJournals } from './judge-journals.ts'
import { judgeTrainers } from './judge-trainers.ts'
import { processesNaming } from './processes.ts'
import type { Received } from './received.ts'
import { createReport } from './report.ts'
import type { Report } from './report.ts'
import { createTicks } from './ticks.ts'
import type { Ticks } from './ticks.ts'
import { watchDevices } from './watch-devices.ts'
import { watchLies } from './watch-lies.ts'
import { openWorld } from './world.ts'
import type { World } from './world.ts'

const REST_TICKS = 900
const PROGRESS_EVERY = 20

/** `disturbances` or `minutes` bound the run; `other`: another built checkout, whose server takes turns. */
export interface ChaosOptions { seed: number, disturbances: number, minutes: number | null, other: string | null }

/** Disturbs a server with real clients and trainers, then judges all that is left. */
export async function runChaos (t: Test, { seed, disturbances, minutes, other }: ChaosOptions): Promise<Report> {
  const report = createReport(seed, line => { t.comment(line) })
  const choices = createChoices(seed)
  const ticks = createTicks()
  t.teardown(() => { ticks.stop() })
  const world = await openWorld(t, ticks, report, other)
  await world.start()
  const watch = watchDevices(world, ticks, report)
  const clients = connectClients(world.url(), ticks, report)
  t.teardown(clients.close)
  const received = [clients.webSocket(), clients.eventSource()]
  await ticks.until(() => received.every(({ cursor }) => cursor() !== null), REST_TICKS)
  received.push(clients.socketIo(received[0]!.cursor()!))
  const lies = watchLies(world, ticks, report)

  const acts = createActs(world, choices, report)
  const { disturb, finish } = createDisturbances({ world, watch, acts, choices, ticks, report, other })
  const until = minutes === null ? null : performance.now() + minutes * 60_000
  const goesOn = (): boolean =>
    until === null ? report.counted('disturbances') < disturbances : performance.now() < until
  for (let turn = 1; goesOn(); turn++) {
    await disturb(until !== null)
    const calm = choices.between(0, 12)
    await ticks.until(() => false, calm)
    if (turn % PROGRESS_EVERY === 0) t.comment(`${report.counted('disturbances')} disturbances, tick ${ticks.count()}`)
  }

  world.healAll()
  await finish()
  await comeToRest(world, ticks, report)
  await lies.close()
  watch.readCollisions()
  await judgeRest({ world, ticks, report, received })
  clients.close()
  ticks.stop()
  return report
}

/** Everything is undone, and every job stopped. */
async function comeToRest (world: World, ticks: Ticks, report: Report): Promise<void> {
  world.healAll()
  world.setClock(0)
  if (world.version() === 'other') {
    await world.end('SIGTERM')
    await world.start()
  }
  await world.ask('/api/v1/queue', 'PATCH', { held: true })
  const last = ticks.count() + REST_TICKS
  for (;;) {
    const { body } = await world.ask('/api/v1/training-jobs?limit=500')
    const moving = ((body?.jobs ?? []) as Array<{ job_number: number, job_status: string }>)
      .filter(({ job_status }) => !['idle', 'stopped', 'completed', 'error'].includes(job_status))
    if (body !== null && moving.length === 0) return
    if (ticks.count() > last) {
      report.violate('everything can be ended', JSON.stringify(moving))
      return
    }
    for (const { job_number } of moving) await world.ask(`/api/v1/training-jobs/${job_number}/stop`, 'POST', {})
    await ticks.until(() => false, 5)
  }
}

interface Rest { world: World, ticks: Ticks, report: Report, received: Received[] }

async function judgeRest ({ world, ticks, report, received }: Rest): Promise<void> {
  const { jobs } = (await world.ask('/api/v1/training-jobs?limit=500')).body as { jobs: Array<{ job_id: string }> }
  const listed = new Set(jobs.map(({ job_id }) => job_id))
  const journals = new Map([...readJournals(world.state_dir)].filter(([job_id]) => listed.has(job_id)))
  report.count('jobs at the end', listed.size)
  await ticks.until(() => isCaughtUp(journals, received), REST_TICKS)
  judgeJournals(journals, received, report)
  judgeTrainers(world, journals.keys(), report)

  const before = await askEverything(world)
  await world.end('SIGTERM')
  for (const ending of ['', '-wal', '-shm']) rmSync(join(world.state_dir, `store.db${ending}`), { force: true })
  await world.start()
  await ticks.until(() => false, 5)
  compareAnswers(before, await askEverything(world), report)
  await world.end('SIGTERM')
  const calm = await ticks.until(() => processesNaming(world.base).length === 0, REST_TICKS / 9)
  if (!calm) report.violate('no process is left', processesNaming(world.base).join('\n'))
}
