import type { Acts } from './acts.ts'
import type { Choices } from '../choices.ts'
import { signal } from './processes.ts'
import type { Report } from './report.ts'
import type { Ticks } from './ticks.ts'
import type { DeviceWatch } from './watch-devices.ts'
import type { World } from './world.ts'

const HOUR_MS = 3_600_000
/** Longer than a server waits for a runner's first line. */
const LONG_STOP_TICKS = 260

export interface ChaosDeps {
  world: World
  watch: DeviceWatch
  acts: Acts
  choices: Choices
  ticks: Ticks
  report: Report
  other: string | null
}

/** What may happen to servers, runners, trainers, disk and clock. Each returns what it did, or null if it could not. */
export function createDisturbances ({ world, watch, acts, choices, ticks, report, other }: ChaosDeps) {
  const { below, between, once, pick } = choices

  const nextVersion = (): 'this' | 'other' => {
    if (other !== null) return pick(['this', 'other'] as const)
    report.skip('the other version', 'no --other was named')
    return 'this'
  }

  let booting = Promise.resolve()

  /** A user who finds no server waits for the one that starts. */
  async function act (): Promise<string | null> {
    await booting
    return await acts.any()
  }

  async function restart (): Promise<string> {
    await booting
    const name = pick(['SIGKILL', 'SIGKILL', 'SIGKILL', 'SIGTERM', 'SIGHUP'] as const)
    await world.end(name)
    report.count(name === 'SIGKILL' ? 'kills of the server' : `${name} to the server`)
    if (once(3)) await ticks.until(() => false, below(20))
    const booted = once(4) ? await killBoot() : ''
    const version = nextVersion()
    booting = world.start(version) // whatever else happens meanwhile
    report.count('restarts')
    return `server ended by ${name}${booted}, then ${version} version`
  }

  /** A server that is killed before it listens. */
  async function killBoot (): Promise<string> {
    const { child, exited, listening } = world.spawn('this')
    let listens = false
    void listening.then(() => { listens = true })
    await ticks.until(() => listens, between(1, 12))
    child.kill('SIGKILL')
    await exited
    report.count('kills of a server that starts')
    return ', the next one killed while it started'
  }

  async function killOne (): Promise<string | null> {
    const found = watch.processes()
    if (found.length === 0) return null
    const { pid, role, job_id, attempt } = pick(found)
    if (!signal(pid, 'SIGKILL')) return null
    if (role === 'runner') world.lost_runners.add(`${job_id} a${attempt}`)
    report.count(`kills of a ${role}`)
    return `SIGKILL ${role} ${pid} of ${job_id} a${attempt}`
  }

  async function stopOne (): Promise<string | null> {
    const server = world.server_pid()
    const found = [...watch.processes(), ...(server === null ? [] : [{ pid: server, role: 'server' as const }])]
    const { pid, role } = pick(found)
    if (world.isStopped(pid)) return null
    const for_ticks = between(3, 40)
    world.stop(pid, for_ticks)
    report.count(`stops of a ${role}`)
    return `SIGSTOP ${role} ${pid} for ${for_ticks} ticks`
  }

  async function stopNextRunner (): Promise<string> {
    watch.onceRunner(pid => {
      world.stop(pid, LONG_STOP_TICKS)
      report.count('stops of a runner that starts')
      report.disturb(`${ticks.count()} SIGSTOP runner ${pid}, which starts, for ${LONG_STOP_TICKS} ticks`)
    })
    return 'the next runner will be stopped as soon as it is seen'
  }

  async function jumpClock (): Promise<string> {
    const hours = pick([-2, 0, 2])
    world.setClock(hours * HOUR_MS)
    report.count('clock jumps')
    return `clock set to ${hours} h`
  }

  async function fillDisk (): Promise<string | null> {
    if (world.disk.skipped !== null) report.skip('a full disk', world.disk.skipped)
    if (world.disk.skipped !== null || world.isFull()) return null
    const for_ticks = between(5, 60)
    world.fillDisk(for_ticks)
    report.count('full disks')
    return `disk full for ${for_ticks} ticks`
  }

  /** Someone starts a second server beside the first; it has to leave by itself. */
  async function startSecond (): Promise<string | null> {
    await booting
    if (world.isFull()) return null
    const { child, exited, listening } = world.spawn('this')
    const url = await listening
    if (url !== null) report.violate('one server a folder', `a second one listens at ${url}`)
    child.kill('SIGKILL')
    await exited
    report.count('second servers')
    return 'a second server was started'
  }

  const table = [
    [14, act], [5, restart], [4, killOne], [3, stopOne], [2, jumpClock], [2, fillDisk], [1, startSecond]
  ] as const
  async function disturb (is_long: boolean): Promise<void> {
    const disturbance = is_long && once(40) ? stopNextRunner : choices.weighted<() => Promise<string | null>>(table)
    const begun = ticks.count()
    const did = await disturbance()
    if (did !== null) report.disturb(`${begun} ${did}`)
  }
  return {
    /** Does one thing. `is_long`: there is time for what takes half a minute. */
    disturb,
    /** Resolves when the server that was started last listens. */
    async finish () { await booting }
  }
}
