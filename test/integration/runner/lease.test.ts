import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { ExitFile } from '../../../core/contract/journal.ts'
import type { CrashPoint } from '../../../runner/crash-points.ts'
import { testAttempt } from '../../helpers/attempt.ts'
import type { Attempt, LaunchedRunner } from '../../helpers/attempt.ts'
import { isStopped, untilSeen } from '../../helpers/until-seen.ts'

t.jobs = 4
const write = (run: Attempt, name: string, record: object): void => {
  writeFileSync(join(run.dir, name), JSON.stringify(record))
}
/** As a server wrote it that took a silent runner for a dead one. */
const ended: ExitFile = {
  v: 1, status: 'error', reason: 'launch_failed', error: 'the runner does not answer',
  exit: { code: null, signal: null, forced: false, requested_by: null, leftovers: 0, peak_rss_bytes: null },
  last_seq: 0, ended_at: '2026-01-01T00:00:00.000Z'
}

async function stopAt (run: Attempt, point: CrashPoint): Promise<LaunchedRunner> {
  const runner = run.launch({ env: { OT_CRASH: `${point}:SIGSTOP` } })
  await untilSeen(() => isStopped(runner.child.pid ?? 0) ? runner : null)
  return runner
}

const takeovers: Array<[name: string, takeOver: (run: Attempt) => void, reason: RegExp]> = [
  ['the attempt has ended', run => { write(run, 'exit.json', ended) }, /the attempt has ended/],
  [
    'spec.json is of another run',
    run => { write(run, 'spec.json', { ...run.spec, cookie: 'e'.repeat(32) }) },
    /spec.json is of another run/
  ],
  [
    'runner.json names another runner',
    run => { write(run, 'runner.json', { ...run.runnerFile(), runner: { pid: 1, start_ticks: 1 } }) },
    /runner.json names runner 1/
  ],
  ['spec.json cannot be read', run => { writeFileSync(join(run.dir, 'spec.json'), '{') }, /spec.json/]
]
for (const [name, takeOver, reason] of takeovers) {
  for (const point of ['after-runner-json', 'after-starting'] as const) {
    t.test(`[R62] a runner stopped ${point} starts no trainer and writes nothing once ${name}`, async t => {
      const run = testAttempt(t, 'obedient.py')
      const { child, ended, stderr } = await stopAt(run, point)
      takeOver(run)
      const before = run.events().length
      child.kill('SIGCONT')
      t.strictSame(await ended, { code: 1, signal: null })
      t.equal(run.events().length, before)
      t.strictSame(run.processes(), [])
      t.match(stderr(), reason)
    })
  }
}

t.test('[R62] a runner that was stopped and whose attempt is still its own goes on', async t => {
  for (const point of ['after-socket', 'after-runner-json', 'after-starting', 'after-spawn'] as const) {
    const run = testAttempt(t, 'obedient.py', ['--steps', '2'])
    const { child, ended } = await stopAt(run, point)
    child.kill('SIGCONT')
    t.strictSame(await ended, { code: 0, signal: null }, point)
    t.match(run.exit(), { status: 'completed' }, point)
  }
})
