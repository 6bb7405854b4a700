import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { stateDir } from '../../helpers/server-process.ts'
import { root } from '../../helpers/tree.ts'
import { testApp } from '../../helpers/test-app.ts'

const page = readFileSync(join(root, 'web/test-socketio.html'), 'utf8')
const script = readFileSync(join(root, 'web/test-socketio.js'), 'utf8')

t.test('[I10] networks are created, listed, shown and deleted, and survive a restart', async t => {
  const STATE_DIR = stateDir(t)
  const app = await testApp(t, { STATE_DIR })
  t.match(await app.ask('/api/networks'), { status: 200, body: { networks: [] } })
  const { status, body: one } = await app.ask('/api/networks', { method: 'POST' })
  t.match([status, one], [201, { network_id: /^[0-9a-f-]{36}$/, name: 'Digit reader', config: {}, created_at: /Z$/ }])
  const { body: two } = await app.ask('/api/networks', { body: { name: 'Mine', config: { training_set_size: 60 } } })
  await app.app.close()
  writeFileSync(join(STATE_DIR, 'networks', '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42.json'), '{"network_id": 7')
  writeFileSync(join(STATE_DIR, 'networks', '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d43.json'), JSON.stringify(one))
  const restarted = await testApp(t, { STATE_DIR })
  const [cut, strange] = ['019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42', '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d43'] as const
  const damaged = [
    { network_id: cut, problem: `networks/${cut}.json: is not JSON` },
    { network_id: strange, problem: `networks/${strange}.json: /network_id: expected ${strange}` }
  ]
  t.strictSame((await restarted.ask('/api/networks')).body, { networks: [two, one], damaged })
  t.strictSame((await restarted.ask(`/api/networks/${two.network_id}`)).body, { ...two, jobs: [] })
  t.equal((await restarted.ask(`/api/networks/${one.network_id}`, { method: 'DELETE' })).status, 204)
  t.match(await restarted.ask(`/api/networks/${one.network_id}`, { method: 'DELETE' }), {
    status: 404, body: { code: 'network_not_found' }
  })
  t.strictSame((await restarted.ask('/api/networks')).body, { networks: [two], damaged })
  t.strictSame(readdirSync(join(STATE_DIR, 'networks')).filter(name => name.includes(one.network_id)), [])
})

t.test(
  "[I10] an id that is no network's is not found, and no file but a network's is touched",
  async t => {
    const app = await testApp(t)
    for (const id of [
      'x', '..%2f..%2ftoken', '%00', '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42', '019A4F6E-7B1C-7C3E-9D2A-5F0B8E6C1D42',
      'constructor'
    ]) {
      for (const [path, options] of [
        [id, {}], [id, { method: 'DELETE' }], [`${id}/train`, { body: {} }]
      ] as const) {
        t.match(
          await app.ask(`/api/networks/${path}`, options),
          { status: 404, body: { code: 'network_not_found' } },
          path
        )
      }
    }
    for (const body of [{ name: '' }, { nam: 'x' }, { config: [] }, { name: 'x'.repeat(201) }]) {
      t.match(await app.ask('/api/networks', { body }), { status: 400, body: { code: 'invalid_request' } })
    }
    t.match(await app.ask('/api/networks', { body: { config: { epochs: 0, learning_rat: 1 } } }), {
      status: 422,
      body: { code: 'config_invalid', details: [{ pointer: '/epochs' }, { pointer: '/learning_rat' }] }
    })
  }
)

t.test('[I11] a training without a body takes the default epochs, mini batch and learning rate', async t => {
  const app = await testApp(t)
  const { body: network } = await app.ask('/api/networks', {
    body: { config: { training_set_size: 20, validation_set_size: 10 } }
  })
  const reply = await app.ask(`/api/networks/${network.network_id}/train`, { method: 'POST' })
  t.match(reply, { status: 202, body: { network_id: network.network_id } })
  const { body: job } = await app.ask(`/api/v1/training-jobs/${reply.body.job_id}`)
  t.match(job, {
    trainer: 'builtin', network_id: network.network_id,
    config: { epochs: 10, batch_size: 10, learning_rate: 3, training_set_size: 20, samples: [] }
  })
  const { body: second } = await app.ask(`/api/networks/${network.network_id}/train`, { body: { epochs: 1 } })
  t.match(
    (await app.ask(`/api/networks/${network.network_id}`)).body.jobs,
    [{ job_id: second.job_id, status: 'queued' }, { job_id: job.job_id }],
    'a second training waits for its turn'
  )
})

t.test(
  '[I12] the page to try Socket.IO with, and all it loads, come from this server alone, and no script stands in it',
  async t => {
    const app = await testApp(t)
    const reply = await app.ask('/test_socketio.html')
    t.match([reply.status, reply.headers.get('content-type')], [200, /^text\/html/])
    t.match(reply.headers.get('content-security-policy'), /script-src 'self'/)
    const loaded = [...page.matchAll(/(?:src|href)="([^"]+)"/g), ...script.matchAll(/from '([^']+)'/g)]
      .map(([, path]) => path!)
      .filter(path => !path.startsWith('data:'))
    t.ok(loaded.includes('/web/socket.io.js'))
    for (const path of loaded) t.equal((await app.ask(path)).status, 200, path)
    t.notMatch(page, /<script(?![^>]*src=)|\son\w+=|style=/)
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
    for (const [, id] of script.matchAll(/\$\('([^']+)'\)/g)) t.ok(ids.has(id!), id!)
  }
)
