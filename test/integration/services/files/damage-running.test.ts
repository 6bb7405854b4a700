import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { choose, createRandom, damageFile, fileDamages, lostFiles } from '../../../helpers/damage.ts'
import { ended, jobsOf, onCall, running } from '../../../helpers/jobs.ts'
import { stateDir } from '../../../helpers/server-process.ts'
import { filesBelow } from '../../../helpers/state-dirs.ts'
import { testApp } from '../../../helpers/test-app.ts'

const seed = Number(process.env.DAMAGE_SEED ?? 1)
const random = createRandom(seed)
const EACH = process.env.DAMAGE === 'all' ? fileDamages.length : 2

async function open (t: Test, state_dir: string) {
  return await testApp(t, { ...onCall, STATE_DIR: state_dir, LOG_LEVEL: 'warn' })
}

t.test('[T44] whichever file is damaged while a training runs, its device stays taken until it is stopped', async t => {
  const state_dir = stateDir(t)
  const first = await open(t, state_dir)
  const jobs = jobsOf(first, await first.stream(), state_dir)
  await first.ask('/api/config/saved/mine', { method: 'PUT', body: { epochs: 2 } })
  await first.ask('/api/config/current', { method: 'PUT', body: { name: 'mine' } })
  const { job_id } = await jobs.create({ name: 'running' })
  await jobs.until(job_id, running)
  const { job_id: done } = await jobs.create({ name: 'idle', queue: false })
  await jobs.hold(true)
  await first.app.close()

  const url = `/api/v1/training-jobs/${job_id}`
  // This process keeps the -shm of a closed store mapped, and would end with SIGBUS; damage-stopped.test.ts damages it.
  const untouched = /(\.log|reserve|device-.*\.lock|\.s|store\.db-shm)$/
  const files = Object.keys(filesBelow(state_dir)).filter(path => !untouched.test(path))
  const cases = files.flatMap(path => choose(fileDamages, EACH, random).map(how => ({ path, how })))
  for (const { path, how } of cases) {
    await t.test(`${path}, ${how}`, async t => {
      const repair = damageFile(t, join(state_dir, path), { how, random })
      const damaged = filesBelow(join(state_dir, 'runs'))
      const app = await open(t, state_dir)
      const { body } = await app.ask(url)
      t.match(body, { job_id, job_number: 1 }, 'the job is shown')
      t.ok(body.job_status === 'running' || body.reason === 'record_damaged', 'as running, or with the reason')
      t.match(await app.ask(`/api/v1/training-jobs/${done}`), {
        body: path.includes(done) ? { job_id: done } : { job_status: 'idle', problems: [] }
      })
      t.match(await app.ask('/api/training/start', { body: {} }), { status: 409, body: { code: 'already_running' } })
      t.match((await app.ask('/api/v1/queue')).body.devices, [{ device: 'cpu', job_id }])
      t.strictSame(lostFiles(damaged, filesBelow(join(state_dir, 'runs'))), [], 'nothing is removed')
      t.notOk(existsSync(join(state_dir, 'collisions')))
      await app.app.close()
      repair()
    })
  }
  t.comment(`seed ${seed}: ${cases.length} of ${files.length * fileDamages.length} cases, ${files.length} files`)

  const last = await open(t, state_dir)
  const after = jobsOf(last, await last.stream(), state_dir)
  t.match((await last.ask(url)).body, { job_status: 'running', reason: null, problems: [] })
  await after.act(job_id, 'stop')
  await after.until(job_id, ended)
  t.match((await last.ask(url)).body, { job_status: 'stopped', reason: 'user_stop' })
})
