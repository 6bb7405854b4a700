import t from 'tap'
import { checkConfig, completeConfig, configSchema } from '../../../../../core/domain/config/check-builtin-config.ts'
import { checkSample, sampleSchema } from '../../../../../core/domain/config/custom-sample.ts'
import type { ConfigRules } from '../../../../../core/domain/config/custom-sample.ts'
import type { JsonObject } from '../../../../../core/domain/schema/json-schema.ts'
import { compileSchema } from '../../../../../services/configs/compile-schema.ts'
import { check, completed, described } from '../../../../helpers/description.ts'

const validate = compileSchema(configSchema)
const builtin: ConfigRules = { validate: document => checkConfig(validate, document), complete: completeConfig }
const onetrainer: ConfigRules = { validate: check, complete: completed }

t.test('[P18] a custom sample is checked like a sample of the config, with pointers that begin in it', async t => {
  const errors = (sample: JsonObject) => checkSample(builtin, {}, sample).errors
  t.same(errors({ prompt: 'the digit 7' }), [])
  t.match(errors({ promt: '7' }), [
    { pointer: '/promt', message: 'is unknown', hint: 'did you mean "prompt"?' },
    { pointer: '/prompt', message: 'is missing' }
  ])
  t.match(errors({ prompt: 'a cat' }), [{ pointer: '/prompt', message: /^must name a digit/ }])
  t.match(checkSample(onetrainer, {}, { width: 1, promt: '' }).errors.map(({ pointer }) => pointer).sort(), [
    '/promt', '/width'
  ])
})

t.test('[P18] mistakes in the rest of the config, or in its own samples, are not those of a custom sample', async t => {
  const config = { epochs: 0, no_such_field: 1, samples: [{ prompt: 'cat' }, { prompt: '' }] }
  t.same(checkSample(builtin, config, { prompt: '7' }).errors, [])
})

t.test('[P18] a custom sample takes the defaults of its model and is drawn even if it is disabled', async t => {
  const { sample } = checkSample(onetrainer, { model_type: 'STABLE_DIFFUSION_15' }, { prompt: 'a cat', enabled: false })
  t.match(sample, { prompt: 'a cat', width: 640, height: 448, enabled: true })
  t.match(checkSample(onetrainer, {}, { width: 64 }).sample, { width: 64, height: 448 })
  t.same(checkSample({ ...builtin, complete: () => ({}) }, {}, {}).sample, { enabled: true })
})

t.test('[P19] the schema of a custom sample is that of a sample, with the defaults it has in this config', async t => {
  const schema = sampleSchema({ ...described.schema }, onetrainer, { model_type: 'STABLE_DIFFUSION_15' })
  t.match(schema, {
    type: 'object', additionalProperties: false, required: ['prompt'],
    properties: { width: { type: 'integer', default: 640 }, height: { default: 448 }, enabled: { default: true } }
  })
  t.match(sampleSchema({ ...described.schema }, onetrainer, { model_type: 'UNLISTED' }), {
    properties: { width: { default: 512 } }
  })
  t.match(sampleSchema(configSchema, builtin, {}), { properties: { width: { default: 192 } } })
})

t.test('[P19] a prompt has no default, for it is what the caller gives', async t => {
  const { properties = {} } = sampleSchema({ ...described.schema }, onetrainer, {}) as { properties?: JsonObject }
  t.strictSame(properties.prompt, { type: 'string' })
})

t.test('[P19] a schema without samples describes a sample without fields', async t => {
  for (const samples of [undefined, {}, { anyOf: [{ type: 'null' }] }, { items: {} }]) {
    t.strictSame(sampleSchema({ properties: { samples } }, builtin, {}), { properties: {}, required: ['prompt'] })
  }
  t.strictSame(sampleSchema({}, builtin, {}), { properties: {}, required: ['prompt'] })
})
