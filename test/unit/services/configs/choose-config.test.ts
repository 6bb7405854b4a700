import t from 'tap'
import { chooseConfig } from '../../../../services/configs/choose-config.ts'
import type { ConfigChoice } from '../../../../services/configs/choose-config.ts'
import type { Finding } from '../../../../core/contract/errors.ts'

const finding = (pointer: string): Finding => ({ pointer, message: 'x', hint: 'y', severity: 'error' })

/** What is checked of a choice; with `errors` the check refuses it. */
async function choose (choice: ConfigChoice, errors: Finding[] = []) {
  const checked: unknown[] = []
  type Configs = Parameters<typeof chooseConfig>[0]
  // as: only what is read of them
  const configs = {
    load: async (name: string) => ({ name, config: { from: 'library' } }),
    current: () => ({ name: 'the active one', config: { from: 'active' } }),
    validate: (config: object) => {
      checked.push(config)
      return errors.length > 0 ? { config: null, errors, warnings: [] } : { config, errors, warnings: [] }
    },
    prepare: async (config: object) => ({ config, errors: [], warnings: [] }),
    keepSecrets: async () => {}
  } as unknown as Configs
  return { chosen: await chooseConfig(configs, choice), checked }
}

t.test('[Q15] what a request sends is checked, whatever it is; what the library gives out was', async t => {
  const own: Array<[ConfigChoice, object, string | null]> = [
    [{ config: { a: 1 } }, { a: 1 }, null],
    [{ forked: { a: 2 } }, { a: 2 }, null],
    [{ overrides: { a: 3 } }, { from: 'active', a: 3 }, 'the active one'],
    [{ config_name: 'x', overrides: { a: 4 } }, { from: 'library', a: 4 }, 'x'],
    [{ config: { a: 5 }, config_from: 'y' }, { a: 5 }, 'y']
  ]
  for (const [choice, config, name] of own) {
    t.strictSame(await choose(choice), { chosen: { config, name, warnings: [] }, checked: [config] })
  }
  t.strictSame((await choose({})).checked, [])
  t.strictSame((await choose({ config_name: 'x' })).checked, [])
})

t.test('[Q15] a finding points at the field of the request that the value came from', async t => {
  const refused = (choice: ConfigChoice) => choose(choice, [finding('/epochs'), finding('/unet/train')])
  const at = (...pointers: string[]) => ({ code: 'config_invalid', details: pointers.map(pointer => ({ pointer })) })
  await t.rejects(refused({ config: {} }), at('/config/epochs', '/config/unet/train'))
  await t.rejects(refused({ config: {}, overrides: { unet: {} } }), at('/config/epochs', '/overrides/unet/train'))
  await t.rejects(refused({ forked: {}, overrides: { epochs: 0 } }), at('/overrides/epochs', '/unet/train'))
})
