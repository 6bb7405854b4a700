import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { ended, jobsOf, onCall, running } from '../../../helpers/jobs.ts'
import { stateDir } from '../../../helpers/server-process.ts'
import { testApp } from '../../../helpers/test-app.ts'
import { runProcessesOf, watchTrainers } from '../../../helpers/trainer-watch.ts'

async function serve (t: Test, state_dir: string) {
  const app = await testApp(t, { ...onCall, STATE_DIR: state_dir })
  return { app, jobs: jobsOf(app, await app.stream(), state_dir) }
}

/** A training of a server that has ended; `folder` is that of its job. */
async function leaveTraining (t: Test, state_dir: string) {
  const { app, jobs } = await serve(t, state_dir)
  const { job_id } = await jobs.create()
  await jobs.until(job_id, running)
  await app.app.close()
  return { job_id, folder: join(state_dir, 'runs', job_id), processes: runProcessesOf(state_dir) }
}

const markDeleted = (folder: string): void => {
  const path = join(folder, 'job.json')
  const record = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, JSON.stringify({ ...record, deleted: { at: '2026-01-01T00:00:00.000Z', files: false } }))
}
const losses: Array<[what: string, lose: (folder: string) => void]> = [
  ['folder was removed', folder => { rmSync(folder, { recursive: true }) }],
  ['record says that it is deleted', markDeleted]
]
for (const [what, lose] of losses) {
  t.test(`[Q51] a training whose ${what} is ended before another one gets its device`, async t => {
    const state_dir = stateDir(t)
    const watch = watchTrainers(t, state_dir)
    const { folder, processes } = await leaveTraining(t, state_dir)
    t.strictSame(processes.map(({ role }) => role).sort(), ['runner', 'trainer'])
    lose(folder)
    const { jobs } = await serve(t, state_dir)
    const next = await jobs.create()
    await jobs.until(next.job_id, running)
    const alive = runProcessesOf(state_dir).map(({ pid }) => pid)
    t.notOk(processes.some(({ pid }) => alive.includes(pid)))
    t.equal(watch.most(), 1)
    jobs.endAttempt(next.job_id, 'finish')
    await jobs.until(next.job_id, ended)
    t.equal(watch.most(), 1)
    t.notOk(existsSync(join(state_dir, 'collisions')))
  })
}

t.test('[Q52] a training of which no record can be read has its device, and is killed with force only', async t => {
  const state_dir = stateDir(t)
  const watch = watchTrainers(t, state_dir)
  const { folder, job_id, processes } = await leaveTraining(t, state_dir)
  for (const name of ['job.json', 'a1/runner.json', 'a1/spec.json', 'a1/config.json']) {
    writeFileSync(join(folder, name), '{')
  }
  const { app, jobs } = await serve(t, state_dir)
  const next = await jobs.create()
  t.match(await app.ask('/api/v1/queue'), {
    body: {
      devices: [{ device: 'cpu', job_id }],
      waiting: [{ job_id: next.job_id, queue: { waiting_for: /^cpu is taken by Training \d/ } }]
    }
  })
  t.match(await app.ask('/api/training/start', { body: {} }), { status: 409, body: { code: 'already_running' } })
  t.match(await jobs.act(job_id, 'kill'), { status: 409, body: { code: 'model_being_written' } })
  t.strictSame(runProcessesOf(state_dir).map(({ pid }) => pid).sort(), processes.map(({ pid }) => pid).sort())
  t.match(await jobs.act(job_id, 'kill', { force: true }), { status: 202, body: { message: /^Killed \(SIGKILL\); its/ } })
  t.strictSame(runProcessesOf(state_dir), [])
  t.match(await jobs.act(job_id, 'kill', { force: true }), { status: 409, body: { code: 'job_damaged' } })
  await jobs.hold(false) // a round, sooner than the next one is due
  await jobs.until(next.job_id, running)
  t.equal(watch.most(), 1)
})

t.test('[Q51] the trainings of another state directory are none of its business', async t => {
  const [own, other] = [stateDir(t), stateDir(t)]
  const { processes } = await leaveTraining(t, other)
  const { jobs } = await serve(t, own)
  const { job_id } = await jobs.create()
  await jobs.until(job_id, running)
  t.strictSame(runProcessesOf(other), processes)
})
