import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { checkConfig, completeConfig, configSchema } from '../../../../../core/domain/config/check-builtin-config.ts'
import { TrainConfig } from '../../../../../core/contract/builtin-config.ts'
import { compileSchema } from '../../../../../services/configs/compile-schema.ts'
import { contains } from '../../../../helpers/contains.ts'

const validate = compileSchema(configSchema)
const check = (document: unknown) => checkConfig(validate, document)
const warned = (document: object) => check(document).warnings.map(({ pointer }) => pointer)
const sample = { prompt: 'the digit 7' }

/** Sound values of some fields; each subset of them is a config. */
const given = fc.record({
  epochs: fc.integer({ min: 1, max: 100_000 }),
  batch_size: fc.integer({ min: 1, max: 1024 }),
  training_set_size: fc.integer({ min: 10, max: 100_000 }),
  learning_rate: fc.double({ min: 1e-6, max: 100, noNaN: true }),
  learning_rate_warmup_steps: fc.integer({ min: 0, max: 1_000_000 }),
  validation: fc.boolean(), rolling_backup: fc.boolean(), rolling_backup_count: fc.integer({ min: 1, max: 1000 }),
  validate_after: fc.integer({ min: 0, max: 9 }), validate_after_unit: fc.constantFrom('NEVER', 'EPOCH', 'STEP'),
  sample_after: fc.integer({ min: 0, max: 9 }), sample_after_unit: fc.constantFrom('NEVER', 'EPOCH', 'STEP'),
  backup_after: fc.integer({ min: 0, max: 9 }), backup_after_unit: fc.constantFrom('NEVER', 'EPOCH'),
  save_every: fc.integer({ min: 0, max: 9 }), save_every_unit: fc.constantFrom('NEVER', 'EPOCH'),
  samples: fc.array(
    fc.record({ prompt: fc.stringMatching(/^[a-z]{0,9}[0-9]$/), enabled: fc.boolean() }, { noNullPrototype: true }),
    { maxLength: 4 }
  )
}, { requiredKeys: [], noNullPrototype: true })

t.test('[C6] a sound config keeps what it gives, gets a default for the rest and stays valid', async () => {
  fc.assert(
    fc.property(given, document => {
      const before = structuredClone(document)
      const { valid, errors, config } = check(document)
      assert.deepEqual([valid, errors, document], [true, [], before])
      assert.ok(contains(config, document))
      assert.deepEqual(Object.keys(config ?? {}).sort(), Object.keys(TrainConfig.properties).sort())
      assert.deepEqual(completeConfig(config ?? {}), config)
      assert.equal(check(config).valid, true)
    }),
    { numRuns: 100 }
  )
})

t.test('[C5] a setting without effect is a warning exactly while it has none', async t => {
  const never: Array<[field: string, more: object]> = [
    ['validate_after', {}], ['sample_after', { samples: [] }], ['backup_after', {}], ['save_every', {}]
  ]
  for (const [field, more] of never) {
    t.same(warned({ ...more, [field]: 2, [`${field}_unit`]: 'NEVER' }), [`/${field}`])
    t.same(warned({ samples: [sample], [field]: 2, [`${field}_unit`]: 'EPOCH' }), [])
    t.same(warned({ ...more, [field]: 0, [`${field}_unit`]: 'NEVER' }), [], 'none is none')
  }
  fc.assert(
    fc.property(given, document => {
      const { epochs, batch_size, training_set_size, learning_rate_warmup_steps } = completeConfig(document)
      const pointers = warned(document)
      assert.equal(pointers.includes('/batch_size'), Number(batch_size) > Number(training_set_size))
      const steps = Number(epochs) * Math.ceil(Number(training_set_size) / Number(batch_size))
      assert.equal(pointers.includes('/learning_rate_warmup_steps'), Number(learning_rate_warmup_steps) >= steps)
      const { rolling_backup = true, rolling_backup_count, samples = [] } = document
      assert.equal(pointers.includes('/rolling_backup_count'), !rolling_backup && rolling_backup_count !== undefined)
      samples.forEach(({ enabled }, at) => { assert.equal(pointers.includes(`/samples/${at}/enabled`), !enabled) })
    }),
    { numRuns: 100 }
  )
})

t.test('[C5] samples that are never drawn, or a schedule without samples, cause a warning', async t => {
  t.same(warned({ samples: [], sample_after: 2 }), ['/samples'])
  t.same(warned({ samples: [], sample_after_unit: 'STEP' }), ['/samples'])
  t.same(warned({ samples: [] }), [], 'a schedule that nobody gave is no setting')
  t.same(warned({ samples: [sample], sample_after_unit: 'NEVER' }), ['/sample_after_unit'])
  t.same(warned({ validation: false, validate_after: 1 }), ['/validate_after'])
  t.same(warned({ validation: false, validate_after_unit: 'NEVER' }), [])
})

t.test('[C5] no warning is drawn from a field that is wrong', async t => {
  const { errors, warnings } = check({ batch_size: 'x', training_set_size: 50, learning_rate_warmup_steps: 1e6 })
  t.same([errors.map(({ pointer }) => pointer), warnings], [['/batch_size'], []])
  t.same(warned({ samples: [{ ...sample, enabled: 'no' }], sample_after_unit: 'NEVER' }), [])
})

t.test('[C1] a prompt without a digit is refused with a pointer to it, beside all other mistakes', async t => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, maxLength: 20 }), { maxLength: 6 }), prompts => {
      const { valid, config, errors } = check({ samples: prompts.map(prompt => ({ prompt })) })
      const wrong = prompts.flatMap((prompt, at) => /[0-9]/.test(prompt) ? [] : [`/samples/${at}/prompt`])
      assert.deepEqual(errors.map(({ pointer }) => pointer), wrong)
      assert.deepEqual([valid, config === null], [wrong.length === 0, wrong.length > 0])
    }),
    { numRuns: 50 }
  )
  t.same(check({ epochs: 0, samples: [{ prompt: 'cat' }, 3] }).errors.map(({ pointer }) => pointer).sort(), [
    '/epochs', '/samples/0/prompt', '/samples/1'
  ])
  t.match(check({ samples: [{ prompt: '' }] }).errors, [{ message: 'must not be empty' }])
  t.match(check({ samples: 'none' }).errors, [{ pointer: '/samples', message: /^must be a list/ }])
})

t.test('[C4] a list that is too long is read only up to its limit', async t => {
  const { errors } = check({ samples: new Array(10_000).fill({ prompt: 'cat' }) })
  t.equal(errors.length, 101)
  t.equal(errors.filter(({ pointer }) => pointer === '/samples').length, 1)
})

t.test('[C1] a config that is no object is refused and not completed', async t => {
  for (const document of [null, 3, 'epochs', [], [{ epochs: 1 }]]) {
    t.match(check(document), { valid: false, errors: [{ pointer: '' }], warnings: [], config: null })
  }
})
