import t from 'tap'
import { TrainConfig } from '../../../../core/contract/builtin-config.ts'
import { builtinConfigs } from '../../../helpers/builtin-configs.ts'

const library = builtinConfigs(t.testdir())
const sample = { prompt: 'the digit 7' }

/** A config with one thing wrong, where, and what is said about it. */
type Mutation = [config: unknown, pointer: string, message: RegExp]

const wholeNumbers: Mutation[] = [
  ['epochs', 1, 100_000], ['batch_size', 1, 1024], ['seed', 0, 4294967295], ['training_set_size', 10, 100_000],
  ['validation_set_size', 10, 10_000], ['rolling_backup_count', 1, 1000], ['learning_rate_warmup_steps', 0, 1_000_000]
].flatMap(([name, least, most]) => {
  const field = String(name)
  const said = new RegExp(`^must be a whole number from ${least} to ${most}, not `)
  return [Number(least) - 1, Number(most) + 1, 1.5, String(least), null].map((value): Mutation => [
    { [field]: value }, `/${field}`, said
  ])
})

const fractions: Mutation[] = ['validate_after', 'sample_after', 'backup_after', 'save_every'].flatMap(
  (field): Mutation[] => [
    [{ [field]: -0.5 }, `/${field}`, /^must be a number from 0 to 1000000, not -0.5$/],
    [{ [field]: true }, `/${field}`, /^must be a number from 0 to 1000000, not true$/],
    [{ [`${field}_unit`]: 'epoch' }, `/${field}_unit`, /^must be one of NEVER, ALWAYS, STEP, EPOCH, .*, not "epoch"$/]
  ]
)

const switches: Mutation[] = ['validation', 'rolling_backup', 'backup_before_save'].flatMap((field): Mutation[] => [
  [{ [field]: 'yes' }, `/${field}`, /^must be true or false, not "yes"$/],
  [{ [field]: 1 }, `/${field}`, /^must be true or false, not 1$/]
])

const others: Mutation[] = [
  [{ epochs: 'three' }, '/epochs', /^must be a whole number from 1 to 100000, not "three"$/],
  [{ epochs: NaN }, '/epochs', /not NaN$/],
  [{ epochs: Infinity }, '/epochs', /not Infinity$/],
  [JSON.parse('{"epochs": 1e999}'), '/epochs', /not Infinity$/],
  [{ epochs: [] }, '/epochs', /not a list$/],
  [{ epochs: {} }, '/epochs', /not an object$/],
  [{ learning_rate: 0 }, '/learning_rate', /^must be a number above 0 and at most 100, not 0$/],
  [{ learning_rate: 101 }, '/learning_rate', /not 101$/],
  [
    { learning_rate_scheduler: 'COSIN' }, '/learning_rate_scheduler',
    /^must be one of CONSTANT, LINEAR, COSINE, not "COSIN"$/
  ],
  [{ learning_rate_scheduler: null }, '/learning_rate_scheduler', /not null$/],
  [
    { output_model_destination: '../model.json' }, '/output_model_destination',
    /^does not match the expected format: .*letters/
  ],
  [
    { output_model_destination: '/etc/passwd' }, '/output_model_destination',
    /^does not match the expected format: .*letters/
  ],
  [{ output_model_destination: '' }, '/output_model_destination', /^must not be empty$/],
  [
    { output_model_destination: 'm'.repeat(201) }, '/output_model_destination',
    /^must have at most 200 characters, not 201$/
  ],
  [{ samples: 'none' }, '/samples', /^must be a list, not "none"$/],
  [{ samples: [7] }, '/samples/0', /^must be an object, not 7$/],
  [{ samples: [sample, {}] }, '/samples/1/prompt', /^is missing$/],
  [{ samples: [{ prompt: '' }] }, '/samples/0/prompt', /^must not be empty$/],
  [{ samples: [{ prompt: 'a cat' }] }, '/samples/0/prompt', /^must name a digit/],
  [{ samples: [{ prompt: 7 }] }, '/samples/0/prompt', /^must be text, not 7$/],
  [{ samples: [{ prompt: '7'.repeat(2001) }] }, '/samples/0/prompt', /at most 2000/],
  [{ samples: [{ ...sample, seed: -1 }] }, '/samples/0/seed', /from 0 to 4294967295/],
  [{ samples: [{ ...sample, width: 15 }] }, '/samples/0/width', /from 16 to 1024/],
  [{ samples: [{ ...sample, height: 4096 }] }, '/samples/0/height', /from 16 to 1024/],
  [{ samples: [{ ...sample, diffusion_steps: 0 }] }, '/samples/0/diffusion_steps', /from 1 to 1000/],
  [{ samples: [{ ...sample, random_seed: 'no' }] }, '/samples/0/random_seed', /true or false/],
  [{ samples: [{ ...sample, promt: 'x' }] }, '/samples/0/promt', /^is unknown$/],
  [{ samples: new Array(101).fill(sample) }, '/samples', /^must have at most 100 entries, not 101$/],
  [{ epoch: 3 }, '/epoch', /^is unknown$/],
  [{ constructor: 1 }, '/constructor', /^is unknown$/],
  [{ toString: 1 }, '/toString', /^is unknown$/],
  [JSON.parse('{"__proto__": {"epochs": 3}}'), '/__proto__', /^is a name no field may have$/],
  [{ batch_size: 4, batchSize: 8 }, '/batchSize', /^duplicates "batch_size"$/],
  [{ 'a/b~c': 1 }, '/a~1b~0c', /^is unknown$/],
  [[], '', /^must be an object, not a list$/],
  [null, '', /^must be an object, not null$/],
  ['epochs', '', /^must be an object, not "epochs"$/]
]

t.test('[C1] every mistake in a config is found and pointed at, in words', async t => {
  const all = [...wholeNumbers, ...fractions, ...switches, ...others]
  t.ok(all.length >= 60, `${all.length} mistakes`)
  for (const [config, pointer, message] of all) {
    const { valid, errors, config: completed } = library.validate(config)
    t.same(
      [valid, completed, errors.length, errors[0]?.pointer],
      [false, null, 1, pointer],
      `${JSON.stringify(config)?.slice(0, 60)}`
    )
    t.match(errors[0]?.message, message)
  }
})

t.test('[C2] all mistakes are reported at once', async t => {
  const { errors } = library.validate({
    epochs: 0, batch_sise: 1, samples: [{ prompt: 'cat', seed: 'x' }], validation: 0
  })
  t.same(errors.map(error => error.pointer).sort(), [
    '/batch_sise', '/epochs', '/samples/0/prompt', '/samples/0/seed', '/validation'
  ])
})

t.test('[C3] an unknown field is answered with the one that was probably meant', async t => {
  const hint = (config: object) => library.validate(config).errors[0]?.hint
  t.equal(hint({ epoch: 3 }), 'did you mean "epochs"?')
  t.equal(hint({ learningRate: 3 }), 'did you mean "learning_rate"?')
  t.equal(hint({ sample_afer: 3 }), 'did you mean "sample_after"?')
  t.equal(hint({ learning_rate_scheduler: 'cosine' }), 'did you mean "COSINE"?')
  t.equal(hint({ epochs: '3' }), 'write the number without quotes')
  t.match(hint({ ['x'.repeat(100_000)]: 3 }), /schema/)
  t.match(hint({ quantum_flux: 3 }), /schema/)
})

t.test('[C4] a config that is too deep or too large is refused with a short message', async t => {
  const deep: unknown = JSON.parse('{"a":'.repeat(5000) + '1' + '}'.repeat(5000))
  t.match(library.validate(deep).errors, [{ message: /nested more than 16 levels/ }])
  t.equal(library.validate(deep).errors.length, 1)
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, 1]))
  const { errors } = library.validate(many)
  t.equal(errors.length, 501)
  t.match(errors.at(-1), { pointer: '', message: 'has 4500 more errors, which are not shown' })
  t.equal(
    library.validate({ samples: new Array(200_000).fill({ prompt: 'cat' }) }).errors.length,
    101,
    'a huge list is looked at up to its limit'
  )
  t.ok((library.validate({ epochs: 'x'.repeat(100_000) }).errors[0]?.message ?? '').length < 200)
})

t.test('[C5] what has no effect is a warning, and the config is still valid', async t => {
  const warned: Array<[object, string]> = [
    [{ backup_after: 2, backup_after_unit: 'NEVER' }, '/backup_after'],
    [{ validate_after: 2, validate_after_unit: 'NEVER' }, '/validate_after'],
    [{ sample_after: 2, sample_after_unit: 'NEVER' }, '/sample_after'],
    [{ save_every: 2 }, '/save_every'],
    [{ sample_after: 2, samples: [] }, '/samples'],
    [{ sample_after: 2, samples: [{ ...sample, enabled: false }] }, '/samples'],
    [{ samples: [{ ...sample, enabled: false }] }, '/samples/0/enabled'],
    [{ samples: [sample], sample_after_unit: 'NEVER' }, '/sample_after_unit'],
    [{ validation: false, validate_after: 1 }, '/validate_after'],
    [{ rolling_backup: false, rolling_backup_count: 2 }, '/rolling_backup_count'],
    [{ batch_size: 100, training_set_size: 50 }, '/batch_size'],
    [
      { epochs: 1, batch_size: 10, training_set_size: 100, learning_rate_warmup_steps: 10 },
      '/learning_rate_warmup_steps'
    ]
  ]
  for (const [config, pointer] of warned) {
    const { valid, warnings } = library.validate(config)
    t.equal(valid, true)
    t.ok(
      warnings.some(warning => warning.pointer === pointer && warning.severity === 'warning'),
      JSON.stringify(config)
    )
  }
  t.same(library.validate({}).warnings, [])
  t.same(library.validate({ backup_after_unit: 'NEVER', validation: false }).warnings, [])
  t.same(library.validate({ samples: [sample], sample_after: 2 }).warnings, [])
  t.same(
    library.validate({ batch_size: 'x', training_set_size: 50 }).warnings,
    [],
    'nothing is concluded from a field that is wrong'
  )
})

t.test('[C6] what a config leaves out has its default, in samples too, and nothing is shared', async t => {
  const { config } = library.validate({ epochs: 3, samples: [sample] })
  t.match(config, {
    epochs: 3, batch_size: 10,
    samples: [{ prompt: 'the digit 7', width: 192, seed: 42, enabled: true }]
  })
  t.match(library.defaults(), {
    name: null, trainer: 'builtin',
    config: { epochs: TrainConfig.properties.epochs.default }
  })
  const changed = library.defaults().config.samples as unknown[] // as: samples is a list
  changed.push(sample)
  t.not((library.defaults().config.samples as unknown[]).length, changed.length) // as: the same
  t.same(library.complete({ epochs: 3 }), { ...library.defaults().config, epochs: 3 })
  t.equal(library.validate(library.defaults().config).valid, true)
})

t.test('[C7] the schema is JSON Schema 2020-12 and asks only for what has no default', async t => {
  const schema = library.schema()
  t.match(schema, {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: /^urn:/,
    title: 'TrainConfig',
    type: 'object',
    additionalProperties: false,
    properties: {
      epochs: { type: 'integer', minimum: 1, default: TrainConfig.properties.epochs.default },
      samples: { items: { required: ['prompt'] } }
    }
  })
  t.notOk('required' in schema)
  t.same(JSON.parse(JSON.stringify(schema)), schema)
})
