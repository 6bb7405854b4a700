import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { isAnyAlive } from '../../../helpers/alive.ts'
import { ended, jobsOf, onCall, running } from '../../../helpers/jobs.ts'
import { stateDir } from '../../../helpers/server-process.ts'
import { testApp } from '../../../helpers/test-app.ts'

/** A training whose server has ended, and whose spec.json is damaged then. */
async function damagedTraining (t: Test, damage: (path: string) => void) {
  const state_dir = stateDir(t)
  const env = { ...onCall, STATE_DIR: state_dir }
  const first = await testApp(t, env)
  const jobs = jobsOf(first, await first.stream(), state_dir)
  const { job_id } = await jobs.create()
  await jobs.until(job_id, running)
  await first.app.close()
  const folder = join(state_dir, 'runs', job_id)
  const processes = JSON.parse(readFileSync(join(folder, 'a1/runner.json'), 'utf8'))
  damage(join(folder, 'a1/spec.json'))
  return { state_dir, env, job_id, folder, processes, endAttempt: jobs.endAttempt }
}

function kill ({ runner, trainer }: { runner: { pid: number }, trainer: { pid: number } }): void {
  // Stopped first, so that the trainer does not see its runner go and end in good order.
  for (const signal of ['SIGSTOP', 'SIGKILL']) for (const { pid } of [trainer, runner]) process.kill(pid, signal)
}

for (const [how, damage] of Object.entries({
  emptied: (path: string) => { writeFileSync(path, '') },
  deleted: (path: string) => { rmSync(path) }
})) {
  t.test(`[J43] a training whose spec.json is ${how} is shown as it runs, and ends as its journal says`, async t => {
    const { state_dir, env, job_id, endAttempt } = await damagedTraining(t, damage)
    const app = await testApp(t, env)
    const jobs = jobsOf(app, await app.stream(), state_dir)
    t.match(await jobs.get(job_id), {
      job_status: 'running', reason: 'record_damaged', error: /attempt 1 cannot be followed: a1\/spec\.json: is /,
      problems: [/a1\/spec\.json: is /]
    })
    t.match(await jobs.act(job_id, 'stop'), { status: 409, body: { code: 'job_damaged' } })
    endAttempt(job_id, 'finish')
    await jobs.until(job_id, ended)
    while ((await jobs.get(job_id)).reason === 'record_damaged');
    t.match(await jobs.get(job_id), { job_status: 'completed', reason: 'finished', error: null })
    await app.app.close()
    const restarted = await testApp(t, env)
    const { body } = await restarted.ask(`/api/v1/training-jobs/${job_id}`)
    t.match(body, { job_status: 'completed', reason: 'finished' })
    t.match(await restarted.ask(`/api/v1/training-jobs/${job_id}/retry`, { body: { from: 'start' } }), { status: 202 })
  })
}

for (const whileServing of [true, false]) {
  const when = whileServing ? 'while a server watches it' : 'before the server starts'
  t.test(`[J43] one that dies without an end, ${when}, ends as damaged, in its own journal and for good`, async t => {
    const { state_dir, env, job_id, folder, processes } = await damagedTraining(t, path => { writeFileSync(path, '') })
    if (!whileServing) kill(processes)
    const app = await testApp(t, env)
    const jobs = jobsOf(app, await app.stream(), state_dir)
    if (whileServing) kill(processes)
    while (isAnyAlive(processes) || (await jobs.get(job_id)).job_status !== 'error') await app.ask('/api/v1/queue')
    const end = {
      job_status: 'error', reason: 'record_damaged', error: 'a1/spec.json: is empty',
      message: 'How attempt 1 ended is not known: a1/spec.json: is empty'
    }
    t.match(await jobs.get(job_id), end)
    const lines = readFileSync(join(folder, 'notes.jsonl'), 'utf8').trim().split('\n')
    t.match(JSON.parse(lines.at(-1)!), { type: 'training_status', status: 'error', reason: 'record_damaged' })
    const events = (await app.ask(`/api/v1/training-jobs/${job_id}/events`)).body.events
    await app.app.close()

    for (const suffix of ['', '-wal', '-shm']) rmSync(join(state_dir, `store.db${suffix}`), { force: true })
    const restarted = await testApp(t, env)
    t.match((await restarted.ask(`/api/v1/training-jobs/${job_id}`)).body, end)
    const rebuilt = (await restarted.ask(`/api/v1/training-jobs/${job_id}/events`)).body.events
    const seqs = (list: Array<{ seq: number, type: string }>) => list.map(({ seq, type }) => `${seq} ${type}`)
    t.strictSame(seqs(rebuilt), seqs(events), 'a store that is rebuilt tells the same')
  })
}

t.test('[J43] a training whose spec.json and runner.json are damaged keeps its device', async t => {
  const { state_dir, env, job_id, folder, processes, endAttempt } =
    await damagedTraining(t, path => { writeFileSync(path, '') })
  writeFileSync(join(folder, 'a1/runner.json'), '')
  const app = await testApp(t, env)
  const jobs = jobsOf(app, await app.stream(), state_dir)
  t.match(await app.ask('/api/training/start', { body: {} }), { status: 409, body: { code: 'already_running' } })
  t.match(await jobs.get(job_id), { job_status: 'running', reason: 'record_damaged' })
  t.ok(isAnyAlive(processes))
  endAttempt(job_id, 'finish')
  await jobs.until(job_id, ended)
})
