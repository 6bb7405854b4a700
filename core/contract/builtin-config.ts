import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { shape, count, words } from './define.ts'

/**
 * The built-in trainer's config. Where a field means what it means in OneTrainer it carries OneTrainer's name.
 */
export const timeUnits = ['NEVER', 'ALWAYS', 'STEP', 'EPOCH', 'SECOND', 'MINUTE', 'HOUR'] as const
const TimeUnit = (description: string, value: (typeof timeUnits)[number]) =>
  words(timeUnits, description, { default: value })
const after = (description: string, value: number) =>
  Type.Number({ minimum: 0, maximum: 1e6, default: value, description })

export const SampleConfig = shape('SampleConfig', 'One sample to draw', {
  enabled: Type.Boolean({ default: true, description: 'Whether to draw this sample' }),
  prompt: Type.String({
    minLength: 1,
    maxLength: 2000,
    description: 'Prompt. The built-in trainer draws the digits it contains, for example "7" or "the digit 7"',
    examples: ['the digit 7']
  }),
  negative_prompt: Type.String({
    maxLength: 2000,
    default: '',
    description: 'Negative prompt; the built-in trainer ignores it'
  }),
  seed: Type.Integer({ minimum: 0, maximum: 4294967295, default: 42, description: 'Seed of the noise' }),
  random_seed: Type.Boolean({ default: false, description: 'Draw a new seed each time' }),
  width: Type.Integer({ minimum: 16, maximum: 1024, default: 192, description: 'Width in pixels' }),
  height: Type.Integer({ minimum: 16, maximum: 1024, default: 192, description: 'Height in pixels' }),
  diffusion_steps: Type.Integer({ minimum: 1, maximum: 1000, default: 20, description: 'Denoising steps' })
})
export type SampleConfig = Static<typeof SampleConfig>

const sampleOf = (prompt: string, width: number, height: number): SampleConfig =>
  ({ enabled: true, prompt, negative_prompt: '', seed: 42, random_seed: false, width, height, diffusion_steps: 20 })
const defaultSamples = [sampleOf('the digit 7', 192, 192), sampleOf('0 1 2 3 4 5 6 7 8 9', 240, 180)]

export const TrainConfig = shape('TrainConfig', 'Config of the built-in trainer', {
  epochs: Type.Integer({ minimum: 1, maximum: 100_000, default: 10, description: 'Passes over the training set' }),
  batch_size: Type.Integer({ minimum: 1, maximum: 1024, default: 10, description: 'Images per step' }),
  learning_rate: Type.Number({
    exclusiveMinimum: 0,
    maximum: 100,
    default: 3,
    description: 'Initial learning rate of the digit reader; the image model, trained with Adam, uses a thousandth ' +
      'of it'
  }),
  learning_rate_scheduler: words(['CONSTANT', 'LINEAR', 'COSINE'] as const, 'Learning rate schedule', {
    default: 'COSINE'
  }),
  learning_rate_warmup_steps: count('Steps until the full learning rate is reached', {
    maximum: 1_000_000,
    default: 0
  }),
  seed: Type.Integer({
    minimum: 0,
    maximum: 4294967295,
    default: 42,
    description: 'Seed of the data, the weights and the training order'
  }),
  training_set_size: Type.Integer({
    minimum: 10,
    maximum: 100_000,
    default: 600,
    description: 'Glyphs in the training set'
  }),
  validation_set_size: Type.Integer({
    minimum: 10,
    maximum: 10_000,
    default: 200,
    description: 'Glyphs in the held-out set'
  }),
  validation: Type.Boolean({ default: true, description: 'Measure loss and accuracy on the held-out set' }),
  validate_after: after('Validation interval', 1),
  validate_after_unit: TimeUnit('Unit of validate_after', 'EPOCH'),
  samples: Type.Array(SampleConfig, {
    maxItems: 100,
    default: defaultSamples,
    description: 'Samples to draw on schedule and on the command sample_default'
  }),
  sample_after: after('Sampling interval', 3),
  sample_after_unit: TimeUnit('Unit of sample_after', 'EPOCH'),
  backup_after: after('Backup interval', 4),
  backup_after_unit: TimeUnit('Unit of backup_after', 'EPOCH'),
  rolling_backup: Type.Boolean({ default: true, description: 'Keep only the newest backups' }),
  rolling_backup_count: Type.Integer({
    minimum: 1,
    maximum: 1000,
    default: 3,
    description: 'Number of backups to keep'
  }),
  backup_before_save: Type.Boolean({ default: true, description: 'Back up before the final model is saved' }),
  save_every: after('Interval of intermediate model saves', 0),
  save_every_unit: TimeUnit('Unit of save_every', 'NEVER'),
  output_model_destination: Type.String({
    minLength: 1, maxLength: 200, pattern: '^[A-Za-z0-9][A-Za-z0-9 ._-]*$', default: 'model.json',
    description: "File name of the final model in the job's folder: letters, digits, space, dot, dash and underscore"
  })
})
export type TrainConfig = Static<typeof TrainConfig>
