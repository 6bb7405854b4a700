import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { combinationFindings } from '../../../../../core/domain/onetrainer/combinations.ts'
import type { JsonObject } from '../../../../../core/domain/schema/json-schema.ts'
import { completed, described } from '../../../../helpers/description.ts'

const all = () => true
const find = (change: JsonObject) => combinationFindings(described, completed(change), all)
const fine_tune = { training_method: 'FINE_TUNE' }
const lora = { training_method: 'LORA' }
const offloaded = { offload_fraction: 0.5 }
const custom = { learning_rate_scheduler: 'CUSTOM' }
const half = { train_dtype: 'FLOAT_16' }
const regex = { layer_filter_regex: true }
const no_loss = { mse_strength: 0, mae_strength: 0, log_cosh_strength: 0, huber_strength: 0 }

/** What is refused, where, with which words and which advice. */
const refused: Array<[change: JsonObject, pointer: string, message: RegExp, hint: RegExp]> = [
  [{ training_method: 'EMBEDDING' }, '/training_method', /^is EMBEDDING, .*STABLE_DIFFUSION_15/, /FINE_TUNE, LORA$/],
  [{ ...lora, output_model_format: 'DIFFUSERS' }, '/output_model_format', /^is DIFFUSERS, .*a LORA of/, /KOHYA$/],
  [{ ...fine_tune, unet: offloaded }, '/unet/offload_fraction', /fused_back_pass .*ADAMW has none$/, /ADAFACTOR/],
  [
    { ...fine_tune, unet: offloaded, optimizer: { optimizer: 'ADAFACTOR' } },
    '/optimizer/fused_back_pass', /^must be true .*unet\/offload_fraction is above 0$/, /true$/
  ],
  [
    { ...lora, unet: { ...offloaded, gradient_checkpointing: false } },
    '/unet/gradient_checkpointing', /^must be true while unet\/offload_fraction/, /offload_fraction to 0$/
  ],
  [{ ...lora, text_encoder: { offload_fraction: 1.5 } }, '/text_encoder/offload_fraction', /from 0 to 1$/, /RAM$/],
  [
    { optimizer: { fused: true, stochastic_rounding: true } },
    '/optimizer/stochastic_rounding', /while fused and foreach are false/, /stochastic_rounding to false/
  ],
  [
    { optimizer: { foreach: true, fused_back_pass: true } },
    '/optimizer/fused_back_pass', /while fused and foreach are false/, /fused_back_pass to false/
  ],
  [
    { model_type: 'WUERSTCHEN_2', optimizer: { optimizer: 'SCHEDULE_FREE' } },
    '/optimizer/optimizer', /schedule-free/, /another optimizer/
  ],
  [{ optimizer_defaults: { ADAMV: {} } }, '/optimizer_defaults/ADAMV', /^is not an optimizer$/, /^ADAMW$/],
  [{ optimizer_defaults: { 'no/~such': {} } }, '/optimizer_defaults/no~1~0such', /^is not an optimizer$/, /leave it/],
  [custom, '/custom_learning_rate_scheduler', /must name a class/, /StepLR/],
  [{ ...custom, custom_learning_rate_scheduler: 'StepLR' }, '/custom_learning_rate_scheduler', /a class/, /torch/],
  [{ ...lora, text_encoder: offloaded, dataloader_threads: 2 }, '/dataloader_threads', /^must be 1/, /to 1/],
  [{ ...half, fallback_train_dtype: 'FLOAT_32' }, '/fallback_train_dtype', /on cpu$/, /BFLOAT_16/],
  [{ ...regex, layer_filter: 'attn,(' }, '/layer_filter', /pattern that is none/, /correct it/],
  [{ min_noising_strength: 1 }, '/min_noising_strength', /less than max_noising_strength/, /leave both out/],
  [no_loss, '/mse_strength', /nothing would be learned/, /mse_strength to 1/],
  [{ continue_last_backup: true }, '/continue_last_backup', /^must be false/, /training\/resume/],
  [{ cloud: { enabled: true } }, '/cloud/enabled', /^must be false/, /cloud machine/],
  [{ multi_gpu: true }, '/multi_gpu', /^must be false/, /false$/]
]

/** What is unwise, and where. */
const unwise: Array<[change: JsonObject, pointer: string, message: RegExp]> = [
  [
    { optimizer: { optimizer: 'SCHEDULE_FREE' }, learning_rate_scheduler: 'COSINE' },
    '/learning_rate_scheduler', /no use with SCHEDULE_FREE/
  ],
  [half, '/train_dtype', /FLOAT_16 is slow .* on cpu$/],
  [{ layer_filter_preset: 'atention', layer_filter: 'attn' }, '/layer_filter_preset', /no preset "atention"/],
  [{ learning_rate: 0 }, '/learning_rate', /nothing is learned$/]
]

/** The neighbours of what is refused: nothing is found in them. */
const allowed: JsonObject[] = [
  {}, fine_tune, lora,
  { ...fine_tune, unet: offloaded, optimizer: { optimizer: 'ADAFACTOR', fused_back_pass: true } },
  { ...fine_tune, unet: { ...offloaded, train: false, gradient_checkpointing: false } },
  { ...lora, unet: { offload_fraction: 1 } },
  { ...lora, unet: { gradient_checkpointing: false } },
  { ...lora, unet: offloaded, dataloader_threads: 2 },
  { optimizer: { fused: true } }, { optimizer: { fused_back_pass: true, stochastic_rounding: true } },
  { optimizer: { optimizer: 'ADAFACTOR', fused: true, stochastic_rounding: true } },
  { optimizer: { optimizer: 'SCHEDULE_FREE' } },
  { optimizer_defaults: { ADAFACTOR: { fused: true } } },
  { ...custom, custom_learning_rate_scheduler: 'torch.optim.lr_scheduler.StepLR' },
  { learning_rate_scheduler: 'COSINE', custom_learning_rate_scheduler: 'none' },
  { ...half, train_device: 'cuda:1' }, { ...half, train_device: 'mps', fallback_train_dtype: 'FLOAT_32' },
  { layer_filter: '(' }, { ...regex, layer_filter: 'attn(1|2), ^up\\d' },
  { ...regex, layer_filter: '(?P<block>up)\\d' }, { ...regex, layer_filter: '\\Aup(?#only Python reads this)' },
  { layer_filter_preset: 'attention' }, { ...lora, layer_filter_preset: 'atention' },
  { min_noising_strength: 0.2, max_noising_strength: 0.3 }, { ...no_loss, huber_strength: 0.1 }
]

t.test('[P7] a combination that would fail during training is refused at the field that can correct it', async t => {
  for (const [change, pointer, message, hint] of refused) {
    t.match(find(change), [{ pointer, message, hint, severity: 'error' }], JSON.stringify(change))
    t.equal(find(change).length, 1, `${pointer} is all that is found`)
  }
})

t.test('[P7] a combination that is only unwise is a warning', async t => {
  for (const [change, pointer, message] of unwise) {
    t.match(find(change), [{ pointer, message, severity: 'warning' }], JSON.stringify(change))
    t.equal(find(change).length, 1)
  }
  t.match(find({ layer_filter_preset: 'x' }), [{ hint: 'choose one of attention, full, custom' }])
})

t.test('[P7] a combination that works has no finding', async t => {
  for (const change of allowed) t.same(find(change), [], JSON.stringify(change))
})

t.test('[P7] no combination is judged by a field that is wrong in itself', async t => {
  for (const [change, pointer] of [...refused, ...unwise]) {
    const field = `/${pointer.split('/')[1] ?? ''}`
    t.same(combinationFindings(described, completed(change), at => at !== field), [], `${field} is wrong`)
  }
  const several = { multi_gpu: true, continue_last_backup: true }
  t.same(combinationFindings(described, completed(several), at => at !== '/model_type'), [])
  t.same(find({ ...several, model_type: 'UNLISTED' }), [], 'nor by a model that nothing is known of')
})

t.test('[P7] combinations are found independently of one another', async () => {
  // Those that share a field are left out: one value cannot be two.
  const apart = [...refused, ...unwise].filter(([change]) => Object.keys(change).length === 1)
  const keyOf = ([change]: (typeof apart)[number]): string => Object.keys(change)[0] ?? ''
  const choice = fc.shuffledSubarray(apart).map(list => list.filter((one, at) =>
    list.findIndex(other => keyOf(other) === keyOf(one)) === at && keyOf(one) !== 'training_method'))
  fc.assert(
    fc.property(choice, chosen => {
      const found = find(Object.assign({}, ...chosen.map(([change]) => change)))
      assert.deepEqual(found.map(({ pointer }) => pointer).sort(), chosen.map(([, pointer]) => pointer).sort())
    }),
    { numRuns: 50 }
  )
})
