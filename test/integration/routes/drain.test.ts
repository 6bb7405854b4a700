import { once } from 'node:events'
import t from 'tap'
import { ended, jobsOf, onCall, running } from '../../helpers/jobs.ts'
import { startServer, stateDir } from '../../helpers/server-process.ts'
import { testApp } from '../../helpers/test-app.ts'

t.test(
  '[K3] a drain holds the queue, stops every training with a backup, and names the trainings it waits for',
  async t => {
    const app = await testApp(t, onCall)
    const client = await app.stream()
    const jobs = jobsOf(app, client, app.state_dir)
    t.match((await app.ask('/api/v1/drain')).body, { state: 'none', since: null, waiting_for: [] })
    const first = await jobs.create()
    const second = await jobs.create()
    await jobs.until(first.job_id, running)

    const { status, body } = await app.ask('/api/v1/drain', { body: {} })
    t.equal(status, 202)
    t.match(body, { state: /^drain(ing|ed)$/, since: /Z$/ })
    t.ok(
      body.waiting_for.every(({ job_id }: { job_id: string }) => job_id === first.job_id),
      'the waiting job is not waited for'
    )
    t.match(await jobs.until(first.job_id, ended), { status: 'stopped', reason: 'user_stop' })
    await client.until(frame => frame.type === 'backup_created' && frame.job_id === first.job_id)

    t.match((await app.ask('/api/v1/drain')).body, { state: 'drained', since: body.since, waiting_for: [] })
    t.match((await app.ask('/api/v1/queue')).body, { held: true, waiting: [{ job_id: second.job_id }] })
  }
)

t.test(
  '[K3] a drain without a training is complete at once, and one that is repeated asks no training twice',
  async t => {
    const app = await testApp(t, onCall)
    const client = await app.stream()
    t.match((await app.ask('/api/v1/drain', { method: 'POST' })).body, { state: 'drained', waiting_for: [] })
    await app.ask('/api/v1/queue', { method: 'PATCH', body: { held: false } })
    const jobs = jobsOf(app, client, app.state_dir)
    const { job_id } = await jobs.create()
    await jobs.until(job_id, running)
    await Promise.all([1, 2, 3].map(async () => await app.ask('/api/v1/drain', { method: 'POST' })))
    t.match(await jobs.until(job_id, ended), { status: 'stopped' })
    const {
      body: { events }
    } = await app.ask(`/api/v1/training-jobs/${job_id}/events?types=command_result`)
    t.equal(new Set(events.map(({ command_id }: { command_id: string }) => command_id)).size, 1)
  }
)

t.test('[K4] SIGUSR2 drains a server, which answers meanwhile and afterwards', async t => {
  const state_dir = stateDir(t)
  const server = await startServer(t, state_dir, onCall)
  const { body: { job_id } } = await server.ask('/api/training/start', { body: {} })
  server.child.kill('SIGUSR2')
  const [message] = await once(server.child, 'message')
  t.strictSame(message, { drained: true })
  t.match((await server.ask('/api/v1/drain')).body, { state: 'drained', waiting_for: [] })
  t.match((await server.ask(`/api/training/status?job=${job_id}`)).body, { status: 'stopped' })
})
