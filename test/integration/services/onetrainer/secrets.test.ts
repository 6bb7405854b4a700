import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openCheckout, openLibrary } from '../../../helpers/onetrainer-configs.ts'
import { stateDir } from '../../../helpers/server-process.ts'

const token = 'hf_a_token_nobody_may_see'

t.test(
  '[P12] secrets are accepted and never shown: in no reply, and in no file but their own, which only the user may read',
  async t => {
    const state_dir = stateDir(t)
    const library = await openLibrary(t, state_dir)
    const secrets = { huggingface_token: token }
    const shown = [
      await library.activate({ config: { secrets } }),
      await library.save('mine', { secrets }),
      await library.importConfig({ config: { ...library.defaults().config, secrets } }),
      library.current(),
      await library.load('mine'),
      library.validate({ secrets }),
      library.validate({ secrets: { huggingface_token: [token] } }),
      library.validate({ secrets: token }),
      library.schema(),
      await library.diff()
    ]
    t.notMatch(JSON.stringify(shown), token)
    t.same(
      library.validate({ secrets: { huggingface_token: 5 } }).errors.map(({ pointer, message }) => [pointer, message]),
      [['/secrets/huggingface_token', 'must be text']]
    )
    t.equal(statSync(join(state_dir, 'secrets.json')).mode & 0o777, 0o600)
    for (const name of readdirSync(join(state_dir, 'configs'))) {
      t.notMatch(readFileSync(join(state_dir, 'configs', name), 'utf8'), token, name)
    }
    t.same(library.onetrainer.trainer.secret_env?.(), { HF_TOKEN: token })
    t.same(openCheckout(t, { state_dir }).secrets.env(), { HF_TOKEN: token }, 'it outlives the server')
    await library.activate({ config: { secrets: { huggingface_token: '' } } })
    t.same(library.onetrainer.secrets.env(), { HF_TOKEN: token }, 'an empty one in a config forgets nothing')
    await library.setSecrets({ huggingface_token: '' })
    t.same(library.onetrainer.secrets.env(), {})
  }
)
