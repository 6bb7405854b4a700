import { checkOneTrainer } from '../../core/domain/onetrainer/check-config.ts'
import { completeOneTrainer } from '../../core/domain/onetrainer/complete-config.ts'
import type { Description, ModelRules, OptimizerRules } from '../../core/domain/onetrainer/description.ts'
import type { ConfigValidation } from '../../core/contract/configs.ts'
import type { JsonObject, JsonSchema } from '../../core/domain/schema/json-schema.ts'
import { compileSchema } from '../../services/configs/compile-schema.ts'

const field = (type: string) => (value: unknown): JsonSchema => ({ type, default: value })
const text = field('string')
const whole = field('integer')
const flag = field('boolean')
const number = (value: number): JsonSchema =>
  ({ anyOf: [{ type: 'number' }, { type: 'string', enum: ['inf', '-inf'] }], default: value })
const word = (value: string, ...others: string[]): JsonSchema =>
  ({ type: 'string', enum: [value, ...others], default: value })
const object = (properties: Record<string, JsonSchema>): JsonSchema =>
  ({ type: 'object', additionalProperties: false, properties })
const nullable = (shape: JsonSchema, value: unknown = null): JsonSchema =>
  ({ anyOf: [shape, { type: 'null' }], default: value })
const listOf = (items: JsonSchema): JsonSchema => nullable({ type: 'array', items }, [])

const layers = { layer_filter: text(''), layer_filter_preset: text('custom'), layer_filter_regex: flag(false) }
const part = object({
  model_name: text(''), train: flag(true), offload_fraction: number(0), gradient_checkpointing: flag(true)
})
const optimizer = {
  fused: nullable({ type: 'boolean' }), foreach: nullable({ type: 'boolean' }),
  fused_back_pass: nullable({ type: 'boolean' }), stochastic_rounding: nullable({ type: 'boolean' }),
  weight_decay: nullable({ type: 'number' })
}
const concept = object({
  enabled: flag(true), path: text(''), type: word('STANDARD', 'VALIDATION'), seed: { type: 'integer' },
  balancing: number(1), balancing_strategy: word('REPEATS', 'SAMPLES'), include_subdirectories: flag(false),
  text: object({ prompt_source: text('sample') })
})
const sample = object({
  enabled: flag(true), prompt: text(''), width: whole(512), height: whole(512), sample_inpainting: flag(false),
  base_image_path: text(''), mask_image_path: text('')
})
const units = ['NEVER', 'EPOCH', 'STEP', 'MINUTE']

const schema = object({
  __version: { const: 11, default: 11 },
  training_method: word('FINE_TUNE', 'LORA', 'EMBEDDING'),
  model_type: word('STABLE_DIFFUSION_15', 'WUERSTCHEN_2', 'UNLISTED'),
  base_model_name: text('owner/model'), lora_model_name: text(''),
  output_model_destination: text('model.safetensors'), output_model_format: word('SAFETENSORS', 'DIFFUSERS', 'KOHYA'),
  prevent_overwrites: flag(false), offline_mode: flag(false), cache_dir: text('workspace-cache/run'),
  train_device: text('cpu'), train_dtype: word('FLOAT_32', 'FLOAT_16'),
  fallback_train_dtype: word('BFLOAT_16', 'FLOAT_32'),
  epochs: whole(10), batch_size: whole(1), resolution: text('512'), aspect_ratio_bucketing: flag(true),
  learning_rate: number(0.0003), learning_rate_scheduler: word('CONSTANT', 'COSINE', 'CUSTOM'),
  custom_learning_rate_scheduler: nullable({ type: 'string' }), clip_grad_norm: nullable({ type: 'number' }, 1),
  min_noising_strength: number(0), max_noising_strength: number(1),
  mse_strength: number(1), mae_strength: number(0), log_cosh_strength: number(0), huber_strength: number(0),
  validation: flag(false), continue_last_backup: flag(false), multi_gpu: flag(false), dataloader_threads: whole(1),
  backup_after: number(1), backup_after_unit: word('NEVER', ...units.slice(1)), backup_before_save: flag(false),
  rolling_backup: flag(false), rolling_backup_count: whole(3),
  save_every: number(0), save_every_unit: word('NEVER', ...units.slice(1)),
  ...layers, quantization: object(layers),
  unet: part, text_encoder: part, cloud: object({ enabled: flag(false) }),
  optimizer: object({ optimizer: word('ADAMW', 'ADAFACTOR', 'SCHEDULE_FREE'), ...optimizer }),
  optimizer_defaults: { type: 'object', additionalProperties: object(optimizer), default: {} },
  concepts: listOf(concept), samples: listOf(sample),
  secrets: { ...object({ hub_token: nullable({ type: 'string' }) }), writeOnly: true }
})

const model: ModelRules = {
  methods: ['FINE_TUNE', 'LORA'],
  formats: { FINE_TUNE: ['DIFFUSERS', 'SAFETENSORS'], LORA: ['KOHYA'] },
  parts: ['unet', 'text_encoder'],
  text_encoder_parts: ['text_encoder'],
  layer_presets: {
    FINE_TUNE: { attention: { patterns: ['attn1', 'attn2'], regex: false }, full: { patterns: [], regex: false } },
    LORA: null
  },
  sample: { width: 640, height: 448 }
}
const optimizerRules = (defaults: JsonObject, more: Partial<OptimizerRules> = {}): OptimizerRules =>
  ({ defaults, is_schedule_free: false, supports_fused_back_pass: false, missing_packages: [], ...more })

/** A small OneTrainer: each kind of field, two models, three optimizers. No test changes it. */
export const described: Description = {
  format: 1,
  versions: {
    torch: '2.9', torchvision: '0.24', diffusers: '0.36', transformers: '4.57', accelerate: '1.12', safetensors: '0.7',
    huggingface_hub: '0.36', mgds: '1.0'
  },
  device: { type: 'cpu', name: 'CPU' },
  schema,
  models: { STABLE_DIFFUSION_15: model, WUERSTCHEN_2: { ...model, is_wuerstchen: true } },
  formats: { SAFETENSORS: '.safetensors', KOHYA: '.safetensors', DIFFUSERS: '' },
  optimizers: {
    ADAMW: optimizerRules({ fused: false, foreach: false, weight_decay: 0.01 }),
    ADAFACTOR: optimizerRules({ weight_decay: 0 }, { supports_fused_back_pass: true }),
    SCHEDULE_FREE: optimizerRules({ weight_decay: 0.1 }, { is_schedule_free: true, missing_packages: ['schedulefree'] })
  },
  optimizer_fields: { fused: null, foreach: null, weight_decay: null },
  presets: [],
  problems: []
}

const validate = compileSchema({ ...schema })

/** The check of a config against the small OneTrainer. */
export const check = (document: unknown): ConfigValidation => checkOneTrainer(described, validate, document)

/** A config with everything filled in, as the small OneTrainer would have it. */
export const completed = (document: JsonObject = {}): JsonObject => completeOneTrainer(described, document)
