import { TrainConfig } from '../../contract/builtin-config.ts'
import type { Finding } from '../../contract/errors.ts'
import type { ConfigValidation } from '../../contract/configs.ts'
import { checkDocument } from './check-document.ts'
import { limitFindings, soundIn } from '../schema/findings.ts'
import { complete, isObject, toDocument } from '../schema/json-schema.ts'
import type { JsonObject, JsonSchema } from '../schema/json-schema.ts'
import type { ValidateSchema } from '../schema/schema-error.ts'

const schema = TrainConfig as unknown as JsonSchema // as: TypeBox schemas are JSON Schema

/** The config with every default filled in. */
export const completeConfig = (config: JsonObject): JsonObject =>
  complete(schema, config) as JsonObject // as: an object stays an object

/** What a config of the built-in trainer is validated against: a field with a default may be missing. */
export const configSchema: JsonObject = toDocument(schema)

/**
 * Checks a config of the built-in trainer: all that is wrong and all that has no effect, at once. `validate`: by
 * `configSchema`.
 */
export function checkConfig (validate: ValidateSchema, document: unknown): ConfigValidation {
  const errors = checkDocument(validate, document)
  if (!isObject(document)) return { valid: false, errors, warnings: [], config: null }
  const config = completeConfig(document)
  errors.push(...promptsWithoutDigit(config))
  const isSound = soundIn(errors)
  const given = (field: string) => Object.hasOwn(document, field)
  const warnings = rules.flatMap(rule => rule.reads.every(field => isSound(`/${field}`))
    ? rule.find(config as unknown as TrainConfig, given) // as: the fields it reads are sound
    : [])
  return {
    valid: errors.length === 0, errors: limitFindings(errors), warnings, config: errors.length === 0 ? config : null
  }
}

function promptsWithoutDigit ({ samples }: JsonObject): Finding[] {
  if (!Array.isArray(samples)) return []
  return samples.slice(0, TrainConfig.properties.samples.maxItems).flatMap((sample: unknown, index) =>
    isObject(sample) && typeof sample.prompt === 'string' && sample.prompt !== '' && !/[0-9]/.test(sample.prompt)
      ? [
          {
            pointer: `/samples/${index}/prompt`,
            message: 'must name a digit: the built-in trainer draws digits only',
            hint: 'for example "the digit 7"',
            severity: 'error' as const
          }
        ]
      : [])
}

interface Rule {
  /** Fields that must be sound before the rule is asked. */
  reads: Array<keyof TrainConfig>
  find: (config: TrainConfig, given: (field: keyof TrainConfig) => boolean) => Finding[]
}

const warning = (pointer: string, message: string, hint: string): Finding[] => [
  { pointer, message, hint, severity: 'warning' }
]

const never = (
  field: 'validate_after' | 'sample_after' | 'backup_after' | 'save_every',
  unit: `${typeof field}_unit`
): Rule => ({
  reads: [field, unit],
  find: (config, given) =>
    given(field) && config[field] > 0 && config[unit] === 'NEVER'
      ? warning(
          `/${field}`, `has no effect while ${unit} is NEVER`,
          `set ${unit} to EPOCH or STEP, or leave ${field} out`
      )
      : []
})

const rules: Rule[] = [
  never('validate_after', 'validate_after_unit'),
  never('sample_after', 'sample_after_unit'),
  never('backup_after', 'backup_after_unit'),
  never('save_every', 'save_every_unit'),
  {
    reads: ['samples', 'sample_after', 'sample_after_unit'],
    find: (config, given) =>
      (given('sample_after') || given('sample_after_unit')) &&
      config.sample_after_unit !== 'NEVER' &&
      !config.samples.some(sample => sample.enabled)
        ? warning(
          '/samples',
          'has nothing to draw, so sample_after has no effect',
          'add a sample, for example {"prompt": "the digit 7"}'
        )
        : []
  },
  {
    reads: ['samples', 'sample_after_unit'],
    find: config =>
      config.samples.length > 0 && config.sample_after_unit === 'NEVER'
        ? warning(
          '/sample_after_unit',
          'is NEVER, so samples are drawn only when they are asked for',
          'set it to EPOCH to draw them on schedule'
        )
        : []
  },
  {
    reads: ['validation', 'validate_after', 'validate_after_unit'],
    find: (config, given) =>
      !config.validation &&
      (given('validate_after') || given('validate_after_unit')) &&
      config.validate_after_unit !== 'NEVER'
        ? warning(
          '/validate_after', 'has no effect while validation is false',
          'set validation to true, or leave validate_after out'
        )
        : []
  },
  {
    reads: ['rolling_backup', 'rolling_backup_count'],
    find: (config, given) =>
      !config.rolling_backup && given('rolling_backup_count')
        ? warning(
          '/rolling_backup_count', 'has no effect while rolling_backup is false',
          'set rolling_backup to true to keep only the newest backups'
        )
        : []
  },
  {
    reads: ['batch_size', 'training_set_size'],
    find: config =>
      config.batch_size > config.training_set_size
        ? warning(
          '/batch_size',
            `is larger than the training set of ${config.training_set_size}, so an epoch is a single step`,
            'make batch_size smaller or training_set_size larger'
        )
        : []
  },
  {
    reads: ['learning_rate_warmup_steps', 'epochs', 'training_set_size', 'batch_size'],
    find: config => {
      const steps = config.epochs * Math.ceil(config.training_set_size / config.batch_size)
      return config.learning_rate_warmup_steps >= steps
        ? warning(
          '/learning_rate_warmup_steps',
            `is not less than the ${steps} steps of the whole training, so the learning rate is never reached`,
            'make it smaller, or train for more epochs'
        )
        : []
    }
  },
  {
    reads: ['samples'],
    find: config =>
      config.samples.flatMap((sample, index) =>
        sample.enabled
          ? []
          : warning(
              `/samples/${index}/enabled`, 'is false, so this sample is not drawn',
              'set it to true, or take the sample out'
          )
      )
  }
]
