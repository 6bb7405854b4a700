import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { marathon } from '../../../helpers/current-training.ts'
import { ended } from '../../../helpers/jobs.ts'
import { testApp } from '../../../helpers/test-app.ts'
import { root } from '../../../helpers/tree.ts'

t.test('[J1] of 200 starts at once exactly one is accepted, and the others are told which job runs', async t => {
  const app = await testApp(t, marathon)
  const replies = await Promise.all(
    Array.from({ length: 200 }, async () => await app.ask('/api/training/start', { method: 'POST' }))
  )
  const accepted = replies.filter(({ status }) => status === 202)
  t.equal(accepted.length, 1)
  const { job_id } = accepted[0]!.body
  const refused = replies.filter(
    ({ status, body }) =>
      status === 409 &&
      body.code === 'already_running' &&
      body.message.startsWith('Training 1 is ') &&
      body.jobs[0].job_id === job_id
  )
  t.equal(refused.length, 199)
  t.equal(readdirSync(join(app.state_dir, 'runs')).length, 1)
})

t.test('[J1] once a start is answered, a second start is refused and a command is accepted', async t => {
  const app = await testApp(t, marathon)
  t.match(await app.ask('/api/training/start', { method: 'POST' }), { status: 202, body: { status: 'starting' } })
  const [second, state, backup] = await Promise.all([
    app.ask('/api/training/start', { method: 'POST' }),
    app.ask('/api/training/status'),
    app.ask('/api/training/backup', { method: 'POST' })
  ])
  t.match([second.status, state.body.is_training, state.body.attempt, backup.status], [409, true, 1, 202])
})

t.test('[J11] a start is answered with the warnings of its config, and without any if there are none', async t => {
  const app = await testApp(t, marathon)
  const warned = { config: { backup_after: 1, backup_after_unit: 'NEVER' } }
  const first = await app.ask('/api/training/start', { body: warned })
  t.match(first, { status: 202, body: { warnings: [{ pointer: '/backup_after', severity: 'warning' }] } })
  const watcher = await app.stream()
  await app.ask('/api/training/kill', { body: {} })
  await watcher.until(({ type, status }) => type === 'training_status' && status === 'stopped')
  t.notHas((await app.ask('/api/training/start', { body: {} })).body, { warnings: Array })
})

t.test('[J11] an invalid start is refused with every finding and leaves nothing behind', async t => {
  const app = await testApp(t, marathon)
  const { status, body } = await app.ask('/api/training/start', {
    body: { config: { epochs: 'three', lerning_rate: 1, samples: [{ prompt: '7', seed: -1 }] } }
  })
  t.equal(status, 422)
  t.strictSame(body.details.map(({ pointer }: { pointer: string }) => pointer).sort(), [
    '/config/epochs', '/config/lerning_rate', '/config/samples/0/seed'
  ])
  t.match(await app.ask('/api/training/start', { body: { config: {}, config_name: 'quick' } }), {
    status: 400, body: { details: [{ pointer: '/config_name' }] }
  })
  t.match(await app.ask('/api/training/start', { body: { config_name: 'none' } }), {
    status: 404, body: { code: 'config_not_found' }
  })
  t.match(await app.ask('/api/training/start', { body: { confgi: {} } }), {
    status: 400,
    body: { code: 'invalid_request', message: /confgi/ }
  })
  t.equal((await app.ask('/api/training/status')).body.status, 'idle')
  t.strictSame(readdirSync(join(app.state_dir, 'runs')), [])
  t.ok(existsSync(join(app.state_dir, 'store.db')))
})

t.test(
  '[J10] a trainer that cannot be run ends the job with the cause, and the job is never shown as running',
  async t => {
    const app = await testApp(t, { ONETRAINER_PYTHON: join(root, 'no/such/python') })
    const client = await app.stream()
    t.equal((await app.ask('/api/training/start', { body: {} })).status, 202)
    t.match(await client.until(ended), { status: 'error', reason: 'launch_failed', error: /no\/such\/python/ })
    t.equal(
      client.frames.some(frame => frame.status === 'running'),
      false
    )
  }
)
