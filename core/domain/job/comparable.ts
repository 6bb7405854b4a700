import type { TrainerKind } from '../../contract/values.ts'
import { isObject } from '../schema/json-schema.ts'
import type { JsonObject } from '../schema/json-schema.ts'

/** Fields that decide how long an epoch takes, and what is done between the steps. */
const decisive: Readonly<Record<TrainerKind, readonly string[]>> = {
  builtin: [
    'training_set_size', 'validation_set_size', 'batch_size', 'sample_after', 'sample_after_unit', 'validation',
    'validate_after', 'validate_after_unit', 'backup_after', 'backup_after_unit', 'save_every', 'save_every_unit'
  ],
  onetrainer: [
    'model_type', 'training_method', 'resolution', 'batch_size', 'gradient_accumulation_steps',
    'gradient_checkpointing', 'train_dtype', 'latent_caching', 'compile', 'multi_gpu', 'sample_after',
    'sample_after_unit', 'validation', 'validate_after', 'validate_after_unit', 'backup_after', 'backup_after_unit',
    'save_every', 'save_every_unit', 'concept_file_name'
  ]
}
const ofSample = ['width', 'height', 'diffusion_steps']
const ofConcept = ['path', 'include_subdirectories', 'balancing', 'balancing_strategy']

/**
 * What two jobs have in common whose epochs take as long on the same device: the trainer, and those parts of the config
 * on which the time of an epoch depends. Learning rates, seeds, names and the number of epochs are not among them.
 */
export function comparable (trainer: TrainerKind, config: JsonObject): string {
  const { samples, concepts } = config
  return JSON.stringify([
    trainer, valuesOf(config, decisive[trainer]), entries(samples, ofSample), entries(concepts, ofConcept)
  ])
}

const valuesOf = (config: JsonObject, fields: readonly string[]): unknown[] => fields.map(name => config[name] ?? null)

/** The enabled ones of a list of a config. */
const entries = (list: unknown, fields: readonly string[]): unknown[] =>
  Array.isArray(list)
    ? list.filter(isObject).filter(({ enabled }) => enabled !== false).map(entry => valuesOf(entry, fields))
    : []
