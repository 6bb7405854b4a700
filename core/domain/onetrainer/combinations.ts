import type { Finding } from '../../contract/errors.ts'
import { didYouMean } from '../schema/did-you-mean.ts'
import { pointTo } from '../schema/json-pointer.ts'
import { isObject } from '../schema/json-schema.ts'
import type { JsonObject } from '../schema/json-schema.ts'
import type { Description, ModelRules } from './description.ts'

/** A complete config and what there is to know about what it chose. */
interface Choice {
  description: Description
  config: JsonObject
  model: ModelRules
  method: string
  optimizer: JsonObject
  optimizer_name: string
  part: (name: string) => JsonObject
}

type Rule = { reads: string[], find: (choice: Choice) => Finding[] }

/** What does not go together, and would fail in the middle of a training, or at its very end. */
export function combinationFindings (
  description: Description, config: JsonObject,
  isSound: (pointer: string) => boolean
): Finding[] {
  const model = description.models[String(config.model_type)]
  if (model === undefined || !isSound('/model_type')) return []
  const optimizer = isObject(config.optimizer) ? config.optimizer : {}
  const part = (name: string): JsonObject => (isObject(config[name]) ? config[name] : {})
  const choice = {
    description, config, model, method: String(config.training_method), optimizer,
    optimizer_name: String(optimizer.optimizer), part
  }
  return [...partRules(choice), ...rules].flatMap(rule =>
    rule.reads.every(name => isSound(`/${name}`)) ? rule.find(choice) : []
  )
}

const error = (pointer: string, message: string, hint: string): Finding[] => [
  { pointer, message, hint, severity: 'error' }
]
const warning = (pointer: string, message: string, hint: string): Finding[] => [
  { pointer, message, hint, severity: 'warning' }
]
const positive = (value: unknown): boolean => typeof value === 'number' && value > 0

/** A part with layers in RAM: its weights are away during the back pass. */
const partRules = ({ model }: Choice): Rule[] => model.parts.flatMap((name): Rule[] => [
  {
    reads: [name, 'optimizer', 'training_method'],
    find: ({ part, method, optimizer, optimizer_name, description }) => {
      const { offload_fraction, train } = part(name)
      if (!positive(offload_fraction) || train !== true || method !== 'FINE_TUNE') return []
      if (description.optimizers[optimizer_name]?.supports_fused_back_pass !== true) {
        return error(
          `/${name}/offload_fraction`,
          `needs an optimizer with fused_back_pass for a fine tune, and ${optimizer_name} has none`,
          'choose ADAFACTOR, or set offload_fraction to 0'
        )
      }
      return optimizer.fused_back_pass === true
        ? []
        : error(
          '/optimizer/fused_back_pass',
            `must be true for a fine tune while ${name}/offload_fraction is above 0`,
            'set it to true'
        )
    }
  },
  {
    reads: [name],
    find: ({ part }) => {
      const { offload_fraction, train, gradient_checkpointing } = part(name)
      return positive(offload_fraction) && train === true && gradient_checkpointing === false
        ? error(
            `/${name}/gradient_checkpointing`,
            `must be true while ${name}/offload_fraction is above 0`,
            'set it to true, or offload_fraction to 0'
        )
        : []
    }
  },
  {
    reads: [name],
    find: ({ part }) =>
      Number(part(name).offload_fraction) > 1
        ? error(`/${name}/offload_fraction`, 'must be from 0 to 1', 'it is the share of the layers that wait in RAM')
        : []
  }
])

const rules: Rule[] = [
  {
    reads: ['training_method'],
    find: ({ config, model, method }) =>
      model.methods.includes(method)
        ? []
        : error(
          '/training_method',
            `is ${method}, which ${String(config.model_type)} cannot be trained with`,
            `choose one of ${model.methods.join(', ')}`
        )
  },
  {
    reads: ['training_method', 'output_model_format'],
    find: ({ config, model, method }) => {
      const allowed = model.formats[method]
      return allowed === undefined || allowed.includes(String(config.output_model_format))
        ? []
        : error(
          '/output_model_format',
            `is ${String(config.output_model_format)}, in which a ${method} of ${String(config.model_type)} cannot ` +
            'be saved',
            `choose one of ${allowed.join(', ')}`
        )
    }
  },
  {
    reads: ['optimizer'],
    find: ({ optimizer, optimizer_name }) =>
      ['ADAM', 'ADAMW'].includes(optimizer_name)
        ? ['stochastic_rounding', 'fused_back_pass'].flatMap(name =>
            optimizer[name] === true && (optimizer.fused === true || optimizer.foreach === true)
              ? error(
                  `/optimizer/${name}`,
                  'is only possible while fused and foreach are false',
                  `set ${name} to false, or both of them`
              )
              : []
          )
        : []
  },
  {
    reads: ['optimizer', 'learning_rate_scheduler'],
    find: ({ config, description, model, optimizer_name }) => {
      if (description.optimizers[optimizer_name]?.is_schedule_free !== true) return []
      if (model.is_wuerstchen === true) {
        return error(
          '/optimizer/optimizer',
          'is schedule-free, which Wuerstchen and Stable Cascade cannot be trained with',
          'choose another optimizer'
        )
      }
      return config.learning_rate_scheduler === 'CONSTANT'
        ? []
        : warning(
          '/learning_rate_scheduler',
            `is of no use with ${optimizer_name}, which needs no schedule`,
            'set it to CONSTANT'
        )
    }
  },
  {
    reads: ['optimizer_defaults'],
    find: ({ config, description }) =>
      Object.keys(isObject(config.optimizer_defaults) ? config.optimizer_defaults : {})
        .filter(name => description.optimizers[name] === undefined)
        .flatMap(name =>
          error(
            pointTo('/optimizer_defaults', name),
            'is not an optimizer',
            didYouMean(name, Object.keys(description.optimizers)) ?? 'leave it out'
          )
        )
  },
  {
    reads: ['learning_rate_scheduler', 'custom_learning_rate_scheduler'],
    find: ({ config }) =>
      config.learning_rate_scheduler === 'CUSTOM' &&
      !/^[\w.]+\.\w+$/.test(String(config.custom_learning_rate_scheduler ?? ''))
        ? error(
          '/custom_learning_rate_scheduler',
          'must name a class while learning_rate_scheduler is CUSTOM',
          'for example "torch.optim.lr_scheduler.StepLR"'
        )
        : []
  },
  {
    reads: ['dataloader_threads'],
    find: ({ config, model, part }) =>
      Number(config.dataloader_threads) > 1 &&
      model.text_encoder_parts.some(name => positive(part(name).offload_fraction))
        ? error(
          '/dataloader_threads',
          'must be 1 while layers of a text encoder are offloaded',
          'set it to 1, or offload_fraction of the text encoders to 0'
        )
        : []
  },
  {
    reads: ['train_dtype', 'fallback_train_dtype', 'train_device'],
    find: ({ config }) => {
      if (config.train_dtype !== 'FLOAT_16' || /^(cuda|mps|xpu)/.test(String(config.train_device))) return []
      return config.fallback_train_dtype === 'FLOAT_32'
        ? error(
          '/fallback_train_dtype',
            `cannot be FLOAT_32 under FLOAT_16 on ${String(config.train_device)}`,
            'set it to BFLOAT_16, or train_dtype to FLOAT_32'
        )
        : warning(
          '/train_dtype',
            `FLOAT_16 is slow and little tested on ${String(config.train_device)}`,
            'set it to FLOAT_32'
        )
    }
  },
  {
    reads: ['layer_filter', 'layer_filter_regex', 'layer_filter_preset'],
    find: ({ config }) =>
      config.layer_filter_regex === true ? String(config.layer_filter).split(',').flatMap(badPattern) : []
  },
  {
    reads: ['layer_filter_preset', 'training_method'],
    find: ({ config, model, method }) => {
      const presets = model.layer_presets[method]
      const name = String(config.layer_filter_preset)
      return presets == null || name === 'custom' || presets[name] !== undefined
        ? []
        : warning(
          '/layer_filter_preset',
            `there is no preset "${name}" for ${String(config.model_type)}; layer_filter decides`,
            `choose one of ${[...Object.keys(presets), 'custom'].join(', ')}`
        )
    }
  },
  {
    reads: ['min_noising_strength', 'max_noising_strength'],
    find: ({ config }) =>
      Number(config.min_noising_strength) >= Number(config.max_noising_strength)
        ? error('/min_noising_strength', 'must be less than max_noising_strength', 'leave both out for the whole range')
        : []
  },
  {
    reads: ['mse_strength', 'mae_strength', 'log_cosh_strength', 'huber_strength'],
    find: ({ config }) =>
      ['mse_strength', 'mae_strength', 'log_cosh_strength', 'huber_strength'].some(name => positive(config[name]))
        ? []
        : error(
          '/mse_strength',
          'and all other loss strengths are 0, so nothing would be learned',
          'set mse_strength to 1'
        )
  },
  {
    reads: ['continue_last_backup'],
    find: ({ config }) =>
      config.continue_last_backup === true
        ? error(
          '/continue_last_backup',
          'must be false: a new training has nothing to continue, and would begin again without a word',
          'POST /api/training/resume continues a training'
        )
        : []
  },
  {
    reads: ['cloud'],
    find: ({ part }) =>
      part('cloud').enabled === true
        ? error(
          '/cloud/enabled',
          'must be false: this server trains on its own machine',
          'run this server on the cloud machine instead'
        )
        : []
  },
  {
    reads: ['multi_gpu'],
    find: ({ config }) =>
      config.multi_gpu === true
        ? error(
          '/multi_gpu',
          'must be false: a training on several GPUs cannot be watched and held yet',
          'set it to false'
        )
        : []
  },
  {
    reads: ['learning_rate'],
    find: ({ config }) =>
      config.learning_rate === 0
        ? warning('/learning_rate', 'is 0, so nothing is learned', 'for example 0.0003 for a LoRA')
        : []
  }
]

/** Python's patterns are not quite JavaScript's: what only Python knows is let through. */
function badPattern (pattern: string): Finding[] {
  try {
    RegExp(pattern.trim().replace(/\(\?P</g, '(?<'))
    return []
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    return /\(\?[#(imsxaLu]|\\[AZ]/.test(pattern)
      ? []
      : error(
        '/layer_filter', `has a pattern that is none: ${cause.message}`,
        'correct it, or set layer_filter_regex to false'
      )
  }
}
