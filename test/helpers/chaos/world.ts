import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { smallRun } from '../onetrainer.ts'
import { openCheckout } from '../onetrainer-configs.ts'
import { spawnServer, stateDir } from '../server-process.ts'
import type { SpawnedServer } from '../server-process.ts'
import { trainerProgram } from '../test-app.ts'
import { root } from '../tree.ts'
import { judgeOutput } from './judge-output.ts'
import type { Report } from './report.ts'
import { mountSmallDisk } from './small-disk.ts'
import type { Ticks } from './ticks.ts'
import { isJson } from '../is-json.ts'

const END_TICKS = 300
const START_TRIES = 5
const ASK_MS = 10_000

/** `home` holds what no disturbance touches; `state_dir` is a small disk where mounting is allowed. */
async function openFolders (t: Test) {
  const base = stateDir(t)
  const [home, state_dir, bin] = ['home', 'state', 'bin'].map(name => join(base, name)) as [string, string, string]
  for (const folder of [home, state_dir, bin, join(home, 'run')]) mkdirSync(folder, { mode: 0o700 })
  const disk = mountSmallDisk(t, state_dir)
  const clock = join(home, 'clock')
  writeFileSync(clock, '0')
  symlinkSync(join(root, 'test/fixtures/nvidia-smi/two-gpus'), join(bin, 'nvidia-smi'))
  // the interpreter itself: a wrapper around it would be seen as a second trainer
  const python3 = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim()
  symlinkSync(python3, join(bin, 'python3'))
  const env = {
    HOME: home, RUNTIME_DIR: join(home, 'run'), PATH: `${bin}:${process.env.PATH}`,
    ONETRAINER_DIR: join(root, 'test/fixtures/onetrainer'), ONETRAINER_PYTHON: trainerProgram('tireless'),
    NODE_OPTIONS: `--require=${join(root, 'test/fixtures/node/shifted-clock.cjs')}`, SHIFTED_CLOCK: clock,
    LOG_LEVEL: 'error', STATS_INTERVAL_MS: '1000', SEGMENT_BYTES: '100000'
  }
  // what the checkout says is kept, so that each server knows it at once
  const { ONETRAINER_DIR: dir, ONETRAINER_PYTHON: python } = env
  await openCheckout(t, { dir, python, state_dir }).describer.ready()
  return { base, home, state_dir, disk, clock, env, config: smallRun(join(home, 'material')) }
}

/** Servers, one after the other, on one port and one state folder. `other`: another built checkout. */
export async function openWorld (t: Test, ticks: Ticks, report: Report, other: string | null) {
  const folders = await openFolders(t)
  const { state_dir, disk, env } = folders
  const stops = new Map<number, { until: number, go: () => void }>()
  let server: SpawnedServer | null = null
  let version: 'this' | 'other' = 'this'
  let url = ''
  let full_until: number | null = null
  let changes = 0
  let fills = 0

  /** Returns a function that tells whether the disk was full at any moment since: a reply may come after that. */
  function watchDisk (): () => boolean {
    const [before, was_full] = [fills, full_until !== null]
    return () => was_full || full_until !== null || fills !== before
  }

  function spawn (of: 'this' | 'other'): SpawnedServer {
    const port = url === '' ? '0' : new URL(url).port
    const programs = of === 'this' || other === null ? {} : { program: join(other, 'dist/src/server.js') }
    return spawnServer(t, state_dir, { ...env, PORT: port }, programs)
  }

  /** Asks and reads JSON; status 0: nobody answered. */
  // any: replies of every route
  async function ask (path: string, method = 'GET', body?: unknown): Promise<{ status: number, body: any }> {
    try {
      const reply = await fetch(url + path, {
        method, signal: AbortSignal.timeout(ASK_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
      })
      const text = await reply.text()
      const is_json = isJson(reply.headers.get('content-type'))
      return { status: reply.status, body: is_json ? JSON.parse(text) : text }
    } catch (error) {
      if (error instanceof TypeError || (error as Error).name === 'TimeoutError') return { status: 0, body: null }
      throw error
    }
  }

  /** An older server listens only once it has recovered; this one says so until then. */
  async function untilRecovered (): Promise<void> {
    while ((await ask('/readyz')).body?.code === 'recovering') await ticks.until(() => false, 1)
  }

  async function start (of: 'this' | 'other' = 'this'): Promise<void> {
    for (let tried = 0; tried < START_TRIES; tried++) {
      const wasFull = watchDisk()
      const started = spawn(of)
      server = started
      version = of
      report.count(`servers started (${of} version)`)
      const address = await started.listening
      changes++
      if (address !== null) {
        url = address
        await untilRecovered()
        void started.exited.then(() => {
          if (server === started) report.violate('a server lives', `it ended by itself: ${started.output.join('')}`)
        })
        return
      }
      server = null
      const said = started.output.join('').slice(0, 2000)
      if (wasFull()) report.count('starts refused on a full disk')
      else report.violate('a server starts', said)
      emptyDisk()
    }
    throw new Error('no server starts any more')
  }

  /** Ends the server with a signal and waits until it has. */
  async function end (name: NodeJS.Signals): Promise<void> {
    const ending = server
    if (ending === null) return
    server = null
    changes++
    const pid = ending.child.pid!
    if (name !== 'SIGKILL') stops.get(pid)?.go()
    stops.delete(pid)
    ending.child.kill(name)
    let over = false
    void ending.exited.then(() => { over = true })
    if (!await ticks.until(() => over, END_TICKS)) {
      report.violate('a server ends', `not within ${END_TICKS} ticks of ${name}`)
      ending.child.kill('SIGKILL')
    }
    await ending.exited
    changes++
    if (version === 'this') judgeOutput(ending.output.join(''), report)
  }

  function emptyDisk (): void {
    if (full_until !== null) changes++
    full_until = null
    disk.empty()
  }

  function stop (pid: number, for_ticks: number): void {
    changes++
    process.kill(pid, 'SIGSTOP')
    stops.set(pid, {
      until: ticks.count() + for_ticks,
      go () {
        changes++
        try {
          process.kill(pid, 'SIGCONT')
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
        }
      }
    })
  }

  function heal (now = ticks.count()): void {
    for (const [pid, { until, go }] of stops) {
      if (until > now) continue
      go()
      stops.delete(pid)
    }
    if (full_until !== null && full_until <= now) emptyDisk()
  }
  ticks.onTick(heal)

  return {
    ...folders,
    /** Attempts whose runner was killed, as `<job> a<attempt>`. */
    lost_runners: new Set<string>(),
    url: () => url,
    version: () => version,
    server_pid: () => server?.child.pid ?? null,
    /** A number that changes with everything that excuses a screen which does not know yet. */
    changes: () => changes,
    stopped: () => stops.size > 0,
    isStopped: (pid: number) => stops.has(pid),
    isFull: () => full_until !== null,
    watchDisk,
    spawn, start, end, stop, heal, ask,
    /** Undoes everything at once. */
    healAll () { heal(Infinity) },
    fillDisk (for_ticks: number) {
      changes++
      fills++
      full_until = ticks.count() + for_ticks
      disk.fill()
    },
    setClock (offset_ms: number) { writeFileSync(folders.clock, String(offset_ms)) }
  }
}
export type World = Awaited<ReturnType<typeof openWorld>>
