import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ended, jobsOf, onCall, running, untilDevicesFree } from '../../../helpers/jobs.ts'
import { startServer, stateDir } from '../../../helpers/server-process.ts'
import { connectStream } from '../../../helpers/stream-client.ts'
import { testApp } from '../../../helpers/test-app.ts'
import { root } from '../../../helpers/tree.ts'

t.test('[J19] after an end, status, resume and every refusal mean the job that ended, not one that waits', async t => {
  const app = await testApp(t, onCall)
  const client = await app.stream()
  const jobs = jobsOf(app, client, app.state_dir)
  const old = await jobs.create()
  await jobs.until(old.job_id, running)
  await jobs.hold(true)
  const newer = await jobs.create()
  t.match((await app.ask('/api/training/backup', { body: {} })).body, { job_id: old.job_id })
  await jobs.until(old.job_id, frame => frame.type === 'backup_created')
  await app.ask('/api/training/stop', { body: {} })
  await jobs.until(old.job_id, ended)

  for (const path of ['status', 'progress']) {
    t.match((await app.ask(`/api/training/${path}`)).body, { status: 'stopped', job_id: old.job_id }, path)
  }
  t.match(await app.ask('/api/training/resume'), { status: 200, body: { job_id: old.job_id } })
  t.match(await app.ask('/api/training/stop', { body: {} }), {
    status: 409,
    body: { code: 'not_running', message: /^Training 1 is stopped .*\?job=/, jobs: [{ job_id: old.job_id }] }
  })
  t.match((await app.ask(`/api/training/status?job=${newer.job_id}`)).body, { status: 'queued', job_id: newer.job_id })
  t.match(await app.ask('/api/training/resume', { body: {} }), { status: 202, body: { job_id: old.job_id } })
})

t.test('[J192] after the clock was set back, the job that was last at work is the current one', async t => {
  const state_dir = stateDir(t)
  const clock = join(t.testdir(), 'clock')
  const env = {
    ...onCall, SHIFTED_CLOCK: clock, NODE_OPTIONS: `--require=${join(root, 'test/fixtures/node/shifted-clock.cjs')}`
  }
  const setClock = (hours: number): void => { writeFileSync(clock, String(hours * 3_600_000)) }
  setClock(0)
  const server = await startServer(t, state_dir, env)
  const client = await connectStream(`${server.url}/ws`)
  const jobs = jobsOf(server, client, state_dir)
  const train = async (): Promise<{ job_id: string, ended_at: string }> => {
    const { job_id } = await jobs.create()
    await jobs.until(job_id, running)
    jobs.endAttempt(job_id, 'finish')
    await jobs.until(job_id, ended)
    await untilDevicesFree(server)
    return (await jobs.get(job_id)).state
  }
  const first = await train()
  setClock(-2)
  const second = await train()
  t.ok(second.ended_at < first.ended_at, 'the clock was set back')
  t.match((await server.ask('/api/training/status')).body, { job_id: second.job_id })
  await client.close()
  await server.kill()

  setClock(-3)
  const store = readdirSync(state_dir).filter(name => name.startsWith('store.db'))
  t.not(store.length, 0)
  for (const name of store) rmSync(join(state_dir, name))
  const next = await startServer(t, state_dir, env)
  t.match((await next.ask('/api/training/status')).body, { job_id: second.job_id })
})
