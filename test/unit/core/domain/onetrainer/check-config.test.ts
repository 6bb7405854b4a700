import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { checkOneTrainer } from '../../../../../core/domain/onetrainer/check-config.ts'
import { configVersion } from '../../../../../core/domain/onetrainer/description.ts'
import { check, described } from '../../../../helpers/description.ts'

const pointers = (document: unknown): string[] => check(document).errors.map(({ pointer }) => pointer)

t.test('[P9] an empty config is valid and is completed', async t => {
  const { valid, errors, warnings, config } = check({})
  t.same([valid, errors, warnings], [true, [], []])
  t.match(config, { __version: 11, epochs: 10, optimizer: { optimizer: 'ADAMW', weight_decay: 0.01 } })
  t.same(check(config).config, config, 'and is complete already when it is checked again')
})

t.test('[P7] mistakes against the schema, in a single field and in a combination are reported at once', async t => {
  const document = { validation: 'yes', batch_size: 0, continue_last_backup: true, epoch: 3 }
  const { valid, config, errors } = check(document)
  t.same([valid, config], [false, null])
  t.same(errors.map(({ pointer }) => pointer).sort(), ['/batch_size', '/continue_last_backup', '/epoch', '/validation'])
  t.ok(errors.every(({ severity }) => severity === 'error'))
})

t.test('[P7] no rule concludes anything from a value that is wrong in itself', async t => {
  t.same(pointers({ epochs: 'none' }), ['/epochs'])
  t.same(pointers({ min_noising_strength: 3, max_noising_strength: 1 }), ['/min_noising_strength'])
  t.match(check({ min_noising_strength: 3 }).errors, [{ message: 'must be from 0 to 1, not 3' }], 'not the combination')
  t.same(pointers({ unet: { offload_fraction: 'half', gradient_checkpointing: false } }), ['/unet/offload_fraction'])
})

t.test('[P7] a combination that is only unwise is a warning, and the config stays valid', async t => {
  const { valid, errors, warnings, config } = check({ learning_rate: 0 })
  t.same([valid, errors], [true, []])
  t.match(warnings, [{ pointer: '/learning_rate', severity: 'warning' }])
  t.match(config, { learning_rate: 0 })
})

t.test('[P7] a config that is no object is refused and not completed', async () => {
  // A key __proto__ is reported besides, wherever it is.
  const list = fc.array(fc.jsonValue()).filter(one => !JSON.stringify(one).includes('__proto__'))
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), list), one => {
      const { valid, errors, warnings, config } = check(one)
      assert.deepEqual([valid, warnings, config, errors.map(({ pointer }) => pointer)], [false, [], null, ['']])
    }),
    { numRuns: 30 }
  )
})

t.test('[P11] a config of another version is refused with what to do about it, and with nothing else', async t => {
  t.equal(configVersion(described), 11)
  const found = (version: unknown) => check({ __version: version, epochs: 'many', multi_gpu: true }).errors
  t.match(found(10), [{ pointer: '/__version', message: /^is 10, .* writes 11$/, hint: /config\/import/ }])
  t.match(found(12), [{ pointer: '/__version', message: /^is 12, .* writes 11$/, hint: /^update OneTrainer/ }])
  t.match(found('10'), [{ pointer: '/__version', message: /^is "10"/, hint: /^update OneTrainer/ }])
  t.same([10, 12, '10'].map(version => found(version).length), [1, 1, 1])
  t.same(pointers({ __version: 11 }), [])
})

t.test('[P12] a secret is accepted, and neither the config nor a finding shows it', async () => {
  fc.assert(
    fc.property(fc.stringMatching(/^hf_[a-z0-9]{12}$/), fc.boolean(), fc.boolean(), (secret, is_list, is_named) => {
      const value = is_list ? [secret] : secret
      const checked = check({ secrets: { [is_named ? 'hub_token' : 'hub_tokn']: value } })
      assert.ok(!JSON.stringify(checked).includes(secret))
      assert.equal(checked.valid, !is_list && is_named)
      assert.ok(!Object.hasOwn(checked.config ?? {}, 'secrets'))
    }),
    { numRuns: 30 }
  )
})

t.test('[C4] mistakes beyond the limit are only counted, and a config too deep is not read further', async t => {
  const samples = Array.from({ length: 900 }, () => ({ width: 1 }))
  const { errors } = check({ samples })
  t.equal(errors.length, 501)
  t.match(errors.at(-1), { pointer: '', message: 'has 400 more errors, which are not shown' })
  let deep: unknown = 1
  for (let at = 0; at < 30; at++) deep = { deep }
  const unread = () => { throw new Error('the schema was asked') }
  t.match(checkOneTrainer(described, unread, deep).errors, [{ message: /more than 16 levels deep/ }])
})
