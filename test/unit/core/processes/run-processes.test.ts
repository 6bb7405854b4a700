import t from 'tap'
import type { Proc, ProcessRow } from '../../../../core/processes/proc.ts'
import { createRunProcesses } from '../../../../core/processes/run-processes.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'

const job_id = '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42'
const attempt_dir = `/srv/runs/${job_id}/a1`

interface FakeProcess { pid: number, args?: string[], env?: Record<string, string> }

/** A machine with these processes; `immortal`: pids that the system does not end. */
function open (all: FakeProcess[], immortal: number[] = []) {
  const clock = createManualClock()
  const signals: Array<[pid: number, signal: string]> = []
  let alive = all
  const rowOf = ({ pid }: FakeProcess): ProcessRow => ({ pid, group: pid, session: pid, start_ticks: pid })
  const proc: Proc = {
    list: () => alive.map(rowOf),
    find: pid => alive.filter(one => one.pid === pid).map(rowOf)[0] ?? null,
    started: () => alive.map(({ pid, args = [], env = {} }) => ({ pid, args, env: name => env[name] })),
    isSameFolder: (_, theirs, ours) => theirs === ours,
    hasCookie: (pid, cookie) => alive.some(one => one.pid === pid && one.env?.OT_RUN_COOKIE === cookie),
    handles: () => false, peakRss: () => null, oomKills: () => null, preferForOom: () => false, bootId: () => null
  }
  const send = (pid: number, signal: string): void => {
    signals.push([pid, signal])
    if (!alive.some(one => one.pid === pid)) throw Object.assign(new Error('gone'), { code: 'ESRCH' })
    if (!immortal.includes(pid)) alive = alive.filter(one => one.pid !== pid)
  }
  /** Lets time pass until the promise is settled. */
  async function passing<T> (promise: Promise<T>): Promise<T> {
    let open = true
    promise.finally(() => { open = false }).catch(() => undefined)
    while (open) {
      clock.advance(40)
      await new Promise(resolve => { setImmediate(resolve) })
    }
    return await promise
  }
  const runs = createRunProcesses({ proc, runs_dir: '/srv/runs', own_pid: 1000, send, clock })
  return { clock, passing, runs, signals, leave: (pid: number) => { alive = alive.filter(one => one.pid !== pid) } }
}

const runner = { pid: 20, args: ['node', '/app/dist/runner/main.js', attempt_dir] }
const trainer = { pid: 30, env: { OT_RUN_COOKIE: 'c1', OT_RUN_DIR: attempt_dir } }
const worker = { pid: 31, env: { OT_RUN_COOKIE: 'c1' } }
const other = { pid: 40, env: { OT_RUN_COOKIE: 'c2', OT_RUN_DIR: `/elsewhere/${job_id}/a1` } }
const server = { pid: 1000, env: { OT_RUN_COOKIE: 'c1', OT_RUN_DIR: attempt_dir } }
const stranger = { pid: 50, args: ['bash'] }

t.test('[Q51] the processes of this state directory are found, and no others', t => {
  const { runs } = open([runner, trainer, worker, other, server, stranger])
  t.strictSame(runs.list().map(({ identity, role }) => [identity.pid, role]), [[20, 'runner'], [30, 'trainer']])
  const of = (attempt: number, cookie?: string) =>
    runs.of({ job_id, attempt, ...(cookie === undefined ? {} : { cookie }) }).list().map(({ identity }) => identity.pid)
  t.strictSame(of(1), [20, 30, 40])
  t.strictSame(of(1, 'c1'), [20, 30, 31, 40])
  t.strictSame(of(2), [])
  t.end()
})

t.test('[Q50] the runner is ended before the trainer, and everything that has the cookie', async t => {
  const { passing, runs, signals } = open([runner, trainer, worker, server, stranger])
  t.equal(await passing(runs.of({ job_id, attempt: 1, cookie: 'c1' }).end()), true)
  t.strictSame(signals, [[20, 'SIGKILL'], [30, 'SIGKILL'], [31, 'SIGKILL']])
  t.strictSame(runs.list(), [])
})

t.test('[Q50] one role alone can be ended', async t => {
  const { passing, runs, signals } = open([runner, trainer])
  t.equal(await passing(runs.of({ job_id, attempt: 1 }).end('runner')), true)
  t.strictSame(signals, [[20, 'SIGKILL']])
})

t.test('[Q50] a process that the system does not end is reported, and not taken for gone', async t => {
  const { passing, runs } = open([trainer], [30])
  t.equal(await passing(runs.of({ job_id, attempt: 1 }).end()), false)
  t.equal(runs.list().length, 1)
})

t.test('[Q52] processes have a moment to leave by themselves, and are ended after it', async t => {
  const slow = open([trainer])
  t.equal(await slow.passing(slow.runs.of({ job_id, attempt: 1 }).awaitGone()), true)
  t.strictSame(slow.signals, [[30, 'SIGKILL']])
  const quick = open([trainer])
  const gone = quick.runs.of({ job_id, attempt: 1 }).awaitGone()
  quick.leave(30)
  t.equal(await quick.passing(gone), true)
  t.strictSame(quick.signals, [])
})
