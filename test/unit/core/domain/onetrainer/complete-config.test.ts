import assert from 'node:assert/strict'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import t from 'tap'
import { completeOneTrainer, seedOf } from '../../../../../core/domain/onetrainer/complete-config.ts'
import { completed, described } from '../../../../helpers/description.ts'
import { contains } from '../../../../helpers/contains.ts'

t.test('[P9] a config is completed with the settings of its optimizer', async t => {
  t.match(completed({ optimizer: { optimizer: 'ADAFACTOR' } }).optimizer, { weight_decay: 0, fused: null })
  t.match(completed({}).optimizer, { optimizer: 'ADAMW', weight_decay: 0.01, fused: false })
  t.match(completed({ optimizer: { weight_decay: 5 } }).optimizer, { optimizer: 'ADAMW', weight_decay: 5 })
  t.equal(completed({ optimizer: 'ADAMW' }).optimizer, 'ADAMW', 'what is wrong stays as it is')
})

t.test('[P9] what a config keeps for an optimizer replaces all defaults of that optimizer', async t => {
  const optimizer_defaults = { ADAFACTOR: { weight_decay: 7 }, ADAMW: 'none' }
  const config = completed({ optimizer: { optimizer: 'ADAFACTOR' }, optimizer_defaults })
  t.match(config.optimizer, { optimizer: 'ADAFACTOR', weight_decay: 7, foreach: null })
  t.same(config.optimizer_defaults, { ADAFACTOR: { fused: null, foreach: null, weight_decay: 7 }, ADAMW: 'none' })
  t.match(completed({ optimizer_defaults }).optimizer, { weight_decay: 0.01 }, 'and no other optimizer')
  t.equal(completed({ optimizer_defaults: 3 }).optimizer_defaults, 3)
})

t.test('[P2] a preset of layers brings its patterns, unless the config has patterns itself', async t => {
  const preset = { layer_filter_preset: 'attention' }
  t.match(completed(preset), { layer_filter: 'attn1,attn2', layer_filter_regex: false })
  t.match(completed({ ...preset, layer_filter: 'mine' }), { layer_filter: 'mine' })
  t.match(completed({ layer_filter_preset: 'no such' }), { layer_filter: '' })
  t.match(completed({ training_method: 'LORA', ...preset }), { layer_filter: '' }, 'a LoRA has no presets here')
  t.match(completed({ quantization: preset }).quantization, { layer_filter: 'attn1,attn2' })
  t.match(completed({ quantization: { ...preset, layer_filter: '' } }).quantization, { layer_filter: '' })
})

t.test('[P2] the output format is one the model can be saved in, by the ending of the file if it can be', async t => {
  const format = (document: object) => completed({ ...document }).output_model_format
  t.equal(format({ output_model_destination: 'cat.safetensors' }), 'SAFETENSORS')
  t.equal(format({ output_model_destination: 'cat' }), 'DIFFUSERS', 'else the first that is offered')
  t.equal(format({ training_method: 'LORA', output_model_destination: 'cat' }), 'KOHYA')
  t.equal(format({ training_method: 'EMBEDDING' }), 'SAFETENSORS', 'the default where none is offered')
  t.equal(format({ output_model_format: 'KOHYA' }), 'KOHYA')
  t.equal(format({ model_type: 'UNLISTED' }), 'SAFETENSORS')
})

t.test('[P9] a sample without a size takes that of its model', async t => {
  const samples = (model_type: string) =>
    completed({ model_type, samples: [{ prompt: 'a' }, { width: 64 }, 'x'] }).samples
  t.match(samples('STABLE_DIFFUSION_15'), [{ prompt: 'a', width: 640, height: 448 }, { width: 64, height: 448 }, 'x'])
  t.match(samples('UNLISTED'), [{ width: 512, height: 512 }, { width: 64, height: 512 }, 'x'])
})

t.test('[O9] a concept without a seed gets that of its folder, the same in every run', async t => {
  const { concepts } = completed({ concepts: [{ path: '/cats' }, { path: '/dogs' }, { path: '/cats', seed: 3 }, null] })
  t.match(concepts, [{ seed: seedOf('/cats'), enabled: true }, { seed: seedOf('/dogs') }, { seed: 3 }, null])
  t.not(seedOf('/cats'), seedOf('/dogs'))
})

t.test('[O9] the seed of a folder is 30 bits of the CRC-32 of its path', async () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), path => seedOf(path) === (crc32(path) & 0x3fffffff)))
})

t.test('[P9] what a config gives stays, and what is complete is not changed again', async () => {
  const document = fc.record({
    training_method: fc.constantFrom('FINE_TUNE', 'LORA', 'EMBEDDING', 7),
    model_type: fc.constantFrom('STABLE_DIFFUSION_15', 'WUERSTCHEN_2', 'UNLISTED', null),
    optimizer: fc.constantFrom({ optimizer: 'ADAFACTOR' }, { weight_decay: 4 }, 'ADAMW'),
    layer_filter_preset: fc.constantFrom('attention', 'full', 'custom', 1),
    output_model_destination: fc.constantFrom('a.safetensors', 'a'),
    concepts: fc.constantFrom(null, [], [{ path: '/a' }], [{ path: '/a', seed: 1 }]),
    samples: fc.constantFrom(null, [{ width: 8 }]),
    anything_else: fc.jsonValue()
  }, { requiredKeys: [], noNullPrototype: true })
  fc.assert(
    fc.property(document, document => {
      const before = structuredClone(document)
      const config = completeOneTrainer(described, document)
      assert.deepEqual(document, before, 'the document itself is not touched')
      assert.ok(contains(config, document))
      assert.deepEqual(completeOneTrainer(described, config), config)
      assert.ok(Object.keys(described.schema.properties ?? {}).every(key => key === 'secrets' || key in config))
    }),
    { numRuns: 50 }
  )
})
