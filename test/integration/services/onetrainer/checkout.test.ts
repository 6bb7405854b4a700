import { join } from 'node:path'
import t from 'tap'
import { openCheckout, settings } from '../../../helpers/onetrainer-configs.ts'
import { stateDir } from '../../../helpers/server-process.ts'
import { testApp } from '../../../helpers/test-app.ts'

const token = 'hf_a_token_nobody_may_see'

t.test(
  '[P15] without a checkout the built-in trainer serves, and the API reports that; with an invalid checkout no trainer serves',
  async t => {
    const builtin = await testApp(t)
    t.match((await builtin.ask('/api/system/info')).body.trainer, {
      kind: 'builtin', message: /ONETRAINER_DIR is not set/
    })
    const none = await testApp(t, { ONETRAINER_DIR: join(t.testdir(), 'none') })
    t.match((await none.ask('/api/system/info')).body.trainer, {
      kind: 'onetrainer', available: false,
      checks: [{ name: 'checkout', status: 'missing', hint: /ONETRAINER_DIR/ }]
    })
    t.match(await none.ask('/api/config/schema'), { status: 409, body: { code: 'trainer_missing' } })
    t.match(await none.ask('/api/training/start', { body: {} }), { status: 409, body: { code: 'trainer_missing' } })
    const state_dir = stateDir(t)
    await openCheckout(t, { state_dir }).describer.ready()
    const app = await testApp(t, { ...settings, STATE_DIR: state_dir })
    t.match((await app.ask('/api/system/info')).body.trainer, { kind: 'onetrainer', available: true, device: 'cpu' })
    t.match((await app.ask('/api/config/schema')).body, {
      $schema: /2020-12/, properties: { epochs: { type: 'integer' } }
    })
    t.match(await app.ask('/api/config/secrets', { method: 'PUT', body: { huggingface_token: token } }), {
      status: 204, body: ''
    })
    t.match(await app.ask('/api/config/current', { method: 'PUT', body: { name: 'SD1.5 - sd 1.5 LoRA' } }), {
      status: 200,
      body: { trainer: 'onetrainer', config: { batch_size: 4 } }
    })
    t.match((await app.ask('/api/training/status')).body, { status: 'initialized' })
    t.match(await app.ask('/api/training/start', { body: {} }), {
      status: 422, body: { details: [{ pointer: '/concepts' }] }
    })
    t.match(
      (await app.ask('/api/config/diff')).body.changes.find(
        ({ pointer }: { pointer: string }) => pointer === '/batch_size'
      ),
      { value: 4, default: 1 }
    )
  }
)
