import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { stateDir } from '../../../helpers/server-process.ts'
import { testApp } from '../../../helpers/test-app.ts'

t.test('[P10] saved configs are stored, renamed and deleted, and no name is taken from another config', async t => {
  const state_dir = stateDir(t)
  const app = await testApp(t, { STATE_DIR: state_dir })
  const ask = async (method: string, path: string, body?: unknown) =>
    await app.ask(`/api/config/saved/${path}`, { method, ...(body === undefined ? {} : { body }) })
  t.match(await ask('PUT', 'one', { epochs: 3 }), {
    status: 200,
    body: { name: 'one', config: { epochs: 3, batch_size: 10 } }
  })
  t.match(await ask('PUT', 'two', { epochs: 4 }), { status: 200 })
  t.match(await ask('PUT', 'bad', { epochs: 0 }), { status: 422, body: { details: [{ pointer: '/epochs' }] } })
  t.match(await ask('PUT', '..%2fbad', {}), { status: 400 })
  t.match(await ask('POST', 'one/rename', { name: 'two' }), { status: 409, body: { code: 'config_exists' } })
  t.match(await ask('POST', 'none/rename', { name: 'x' }), { status: 404 })
  t.match(await ask('POST', 'one/rename', { name: 'three' }), { status: 204 })
  t.match(await ask('DELETE', 'one'), { status: 404, body: { code: 'config_not_found' } })
  t.match(await app.ask('/api/config/load/three'), { body: { config: { epochs: 3 } } })
  t.match(await ask('DELETE', 'two'), { status: 204 })
  writeFileSync(join(state_dir, 'configs', 'odd [v2] (größer).json'), '{"epochs": 6}')
  const odd = encodeURIComponent('odd [v2] (größer)')
  t.match(await app.ask(`/api/config/load/${odd}`), { status: 200, body: { config: { epochs: 6 } } })
  t.match(
    await ask('PUT', odd, {}),
    { status: 400, body: { details: [{ pointer: '/name' }] } },
    'we give no such names'
  )
  t.match(await ask('DELETE', odd), { status: 204 })
  t.same(readdirSync(join(state_dir, 'configs')), ['three.json'])
  t.match(await app.ask('/api/config/import', { body: { config: { epochs: 9 }, name: 'taken in' } }), {
    status: 200, body: { name: 'taken in' }
  })
  t.match((await app.ask('/api/config/diff?name=three')).body, {
    name: 'three', trainer: 'builtin',
    changes: [{ pointer: '/epochs', value: 3, default: 10 }]
  })
  t.match(await app.ask('/api/config/diff'), { status: 200, body: { name: null, changes: [] } })
  t.match(await app.ask('/api/config/secrets', { method: 'PUT', body: { huggingface_token: 'x' } }), {
    status: 400, body: { message: /no secrets/ }
  })
})

t.test('[P360] every saved config is listed, loaded and deleted, however many there are', async t => {
  const state_dir = stateDir(t)
  const { ask } = await testApp(t, { STATE_DIR: state_dir })
  t.match(await ask('/api/config/saved/zz', { method: 'PUT', body: { epochs: 3 } }), { status: 200 })
  for (let at = 1; at <= 1000; at++) writeFileSync(join(state_dir, 'configs', `c${at}.json`), '{"epochs":2}')
  const { configs } = (await ask('/api/config/list')).body
  t.equal(configs.filter(({ source }: { source: string }) => source === 'saved').length, 1001)
  t.match(await ask('/api/config/load/zz'), { status: 200, body: { config: { epochs: 3 } } })
  t.match(await ask('/api/config/saved/zz', { method: 'DELETE' }), { status: 204 })
})

t.test('[C300] a file in place of the folder of saved configs is named, and not taken for an empty one', async t => {
  const state_dir = stateDir(t)
  const { ask } = await testApp(t, { STATE_DIR: state_dir })
  writeFileSync(join(state_dir, 'configs'), '')
  for (const [method, path, body] of [
    ['GET', 'list'], ['GET', 'load/quick'], ['PUT', 'saved/one', {}]
  ] as const) {
    t.match(await ask(`/api/config/${path}`, { method, ...(body === undefined ? {} : { body }) }), {
      status: 503, body: { code: 'disk_damaged', message: /configs cannot be used \(E[A-Z]+\)/ }
    }, path)
  }
})
