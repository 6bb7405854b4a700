import { existsSync } from 'node:fs'
import { Writable } from 'node:stream'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import type { Clock } from '../../../../core/domain/clock.ts'
import { machineClock } from '../../../../core/machine-clock.ts'
import type { CrashPoint } from '../../../../runner/crash-points.ts'
import { ended, jobsOf, onCall, running } from '../../../helpers/jobs.ts'
import { stateDir } from '../../../helpers/server-process.ts'
import { testApp } from '../../../helpers/test-app.ts'
import { runProcessesOf, watchTrainers } from '../../../helpers/trainer-watch.ts'
import { isStopped, untilSeen } from '../../../helpers/until-seen.ts'

/** A server that waits a twentieth as long for everything. */
const hasty: Clock = { ...machineClock, after: (ms, act) => machineClock.after(ms / 20, act) }

/** A server on the folder, and how often it has found its runner silent. Its runners stop themselves at `point`. */
async function serve (t: Test, state_dir: string, point: CrashPoint | null, more: Record<string, string> = {}) {
  let silences = 0
  let wake: () => void = () => undefined
  const log = new Writable({
    write (line, _, done) {
      if (String(line).includes('the runner cannot be reached')) silences++
      wake()
      done()
    }
  })
  const app = await testApp(t, { ...onCall, STATE_DIR: state_dir, LOG_LEVEL: 'warn', ...more }, {
    clock: hasty, log: { stream: log },
    environment: {
      PATH: process.env.PATH, HOME: state_dir,
      ...(point === null ? {} : { OT_CRASH_RUNNER: `${point}:SIGSTOP` })
    }
  })
  const jobs = jobsOf(app, await app.stream(), state_dir)
  return {
    app, jobs,
    /** Resolves once the runner was silent so often that the server once took it for dead. */
    async untilSilent (): Promise<void> {
      while (silences < 5) await new Promise<void>(resolve => { wake = resolve })
    }
  }
}

const launchedIn = async (state_dir: string): Promise<number> =>
  await untilSeen(() => runProcessesOf(state_dir)[0]?.pid ?? null)
const stoppedIn = async (state_dir: string): Promise<number> =>
  await untilSeen(() => runProcessesOf(state_dir).find(({ pid }) => isStopped(pid))?.pid ?? null)

const early: CrashPoint[] = ['after-socket', 'after-runner-json', 'after-starting', 'after-spawn', 'after-trainer-json']
for (const point of early) {
  t.test(`[Q50] a runner stopped ${point} is waited for by two servers in turn, and then trains alone`, async t => {
    const state_dir = stateDir(t)
    const watch = watchTrainers(t, state_dir)
    const first = await serve(t, state_dir, point)
    const job = await first.jobs.create({ retry: { max_retries: 1, delay_seconds: 0 } })
    const next = await first.jobs.create()
    const pid = await stoppedIn(state_dir)
    await first.untilSilent()
    await first.app.app.close()

    const second = await serve(t, state_dir, null)
    await second.untilSilent()
    t.match(await second.jobs.get(next.job_id), {
      status: 'queued',
      queue: { waiting_for: 'cpu is taken by Training 1' }
    })
    t.match(await second.app.ask('/api/training/start', { body: {} }), { status: 409 })
    process.kill(pid, 'SIGCONT')
    await second.jobs.until(job.job_id, running)
    second.jobs.endAttempt(job.job_id, 'finish')
    t.match(await second.jobs.until(job.job_id, ended), { status: 'completed' })
    await second.jobs.until(next.job_id, running)
    t.equal(watch.most(), 1)
    second.jobs.endAttempt(next.job_id, 'finish')
    await second.jobs.until(next.job_id, ended)
    t.equal(watch.most(), 1)
    t.notOk(existsSync(join(state_dir, 'collisions')))
  })
}

const late: CrashPoint[] = [
  'after-exit', 'before-final-status', 'after-final-status', 'before-exit-json', 'after-exit-json'
]
for (const point of late) {
  t.test(`[Q50] a runner stopped ${point} keeps its device until it has ended`, async t => {
    const state_dir = stateDir(t)
    const watch = watchTrainers(t, state_dir)
    const first = await serve(t, state_dir, point)
    const job = await first.jobs.create()
    await first.jobs.until(job.job_id, running)
    first.jobs.endAttempt(job.job_id, 'finish')
    const pid = await stoppedIn(state_dir)
    await first.app.app.close()

    const second = await serve(t, state_dir, null)
    const next = await second.jobs.create()
    const { job_status } = await second.jobs.get(job.job_id)
    if (job_status === 'running') {
      await second.untilSilent()
      t.match(await second.jobs.get(next.job_id), {
        status: 'queued',
        queue: { waiting_for: 'cpu is taken by Training 1' }
      })
      process.kill(pid, 'SIGCONT')
      await second.jobs.until(job.job_id, ended)
    }
    await second.jobs.until(next.job_id, running)
    t.notOk(runProcessesOf(state_dir).some(one => one.pid === pid), 'its runner is gone')
    t.match(await second.jobs.get(job.job_id), { job_status: 'completed' })
    t.equal(watch.most(), 1)
    second.jobs.endAttempt(next.job_id, 'finish')
    await second.jobs.until(next.job_id, ended)
    t.equal(watch.most(), 1)
  })
}

t.test('[Q50] a runner that is silent until its trainer had to be ready is ended first, then the attempt', async t => {
  const state_dir = stateDir(t)
  const { app, jobs } = await serve(t, state_dir, 'after-runner-json', { START_TIMEOUT_MS: '6000' })
  const start = await app.ask('/api/training/start', { body: {} })
  t.match(start, { status: 202, body: { status: 'starting' } })
  t.equal(runProcessesOf(state_dir).length, 1)
  t.match(await jobs.until(start.body.job_id, ended), { status: 'error', reason: 'launch_failed' })
  t.strictSame(runProcessesOf(state_dir), [])
})

t.test('[Q50] a launcher that is stopped is not doubled', async t => {
  const state_dir = stateDir(t)
  const watch = watchTrainers(t, state_dir)
  const { jobs, untilSilent } = await serve(t, state_dir, null)
  const launched = launchedIn(state_dir).then(pid => { process.kill(pid, 'SIGSTOP'); return pid })
  const job = await jobs.create()
  const pid = await launched
  await untilSilent()
  t.strictSame(runProcessesOf(state_dir).map(one => one.pid), [pid])
  process.kill(pid, 'SIGCONT')
  await jobs.until(job.job_id, running)
  t.equal(watch.most(), 1, 'asked while it runs: a short training may live between two looks')
  jobs.endAttempt(job.job_id, 'finish')
  await jobs.until(job.job_id, ended)
  t.equal(watch.most(), 1)
})

t.test('[Q53] a job whose runner is silent is killed by the server, ends as stopped and is not retried', async t => {
  for (const point of ['after-socket', 'after-runner-json', 'after-spawn', 'after-trainer-json'] as const) {
    const state_dir = stateDir(t)
    const { jobs } = await serve(t, state_dir, point)
    const job = await jobs.create({ retry: { max_retries: 1, delay_seconds: 0 } })
    await stoppedIn(state_dir)
    const trains = point === 'after-spawn' || point === 'after-trainer-json'
    const message = trains ? /^Killed \(SIGKILL\); its runner did not answer, so what/ : /^Killed \(SIGKILL\)$/
    t.match(await jobs.act(job.job_id, 'kill'), { status: 202, body: { message } }, point)
    t.strictSame(runProcessesOf(state_dir).filter(({ role }) => role === 'trainer'), [], 'when it is answered')
    // The runner that writes how it ended passes these points too.
    if (point === 'after-socket' || point === 'after-runner-json') process.kill(await stoppedIn(state_dir), 'SIGCONT')
    t.match(await jobs.until(job.job_id, ended), { status: 'stopped', reason: 'user_stop', exit: { forced: true } })
    t.match(await jobs.get(job.job_id), { status: 'stopped', attempt: 1, queue: null })
  }
})
