import type { Finding } from '../../contract/errors.ts'
import { pointTo } from '../schema/json-pointer.ts'
import { isObject } from '../schema/json-schema.ts'
import type { JsonObject, JsonSchema } from '../schema/json-schema.ts'
import type { Description } from './description.ts'

type Rule = (value: unknown) => string | null

const between =
  (least: number, most: number): Rule =>
    value =>
      typeof value === 'number' && (value < least || value > most)
        ? `must be from ${least} to ${most}, not ${value}`
        : null
const atLeast =
  (least: number): Rule =>
    value =>
      typeof value === 'number' && value < least ? `must be at least ${least}, not ${value}` : null
const someText: Rule = value => typeof value === 'string' && value.trim() === '' ? 'must not be empty' : null
const oneOf =
  (...words: string[]): Rule =>
    value =>
      typeof value === 'string' && !words.includes(value)
        ? `must be one of ${words.join(', ')}, not ${JSON.stringify(value.slice(0, 60))}`
        : null

/**
 * What the desktop asks of a field beyond its type, and what OneTrainer divides by or counts to. A `*` stands for any
 * entry of a list.
 */
const rules: Record<string, Rule> = {
  '/learning_rate_min_factor': between(0, 0.99),
  '/unmasked_probability': between(0, 1),
  '/unmasked_weight': between(0, 1),
  '/masked_prior_preservation_weight': between(0, 1),
  '/loss_weight_strength': between(1, 20),
  '/ema_decay': between(0.5, 1),
  '/min_noising_strength': between(0, 1),
  '/max_noising_strength': between(0, 1),
  '/dropout_probability': between(0, 1),
  '/lora_rank': atLeast(1),
  '/oft_block_size': atLeast(1),
  '/epochs': atLeast(1),
  '/batch_size': atLeast(1),
  '/gradient_accumulation_steps': atLeast(1),
  '/dataloader_threads': atLeast(1),
  '/ema_update_step_interval': atLeast(1),
  '/rolling_backup_count': atLeast(1),
  '/validate_after': atLeast(0),
  '/sample_after': atLeast(0),
  '/sample_skip_first': atLeast(0),
  '/backup_after': atLeast(0),
  '/save_every': atLeast(0),
  '/save_skip_first': atLeast(0),
  '/tensorboard_port': between(0, 65535),
  '/text_encoder_layer_skip': atLeast(0),
  '/resolution': resolution,
  '/frames': frames,
  '/train_device': someText,
  '/temp_device': someText,
  '/base_model_name': someText,
  '/output_model_destination': destination,
  '/concepts/*/path': someText,
  '/concepts/*/balancing': atLeast(0),
  '/concepts/*/image_variations': atLeast(1),
  '/concepts/*/text_variations': atLeast(1),
  '/concepts/*/text/prompt_source': oneOf('sample', 'concept', 'filename'),
  '/concepts/*/text/tag_dropout_mode': oneOf('FULL', 'RANDOM', 'RANDOM WEIGHTED'),
  '/concepts/*/text/tag_dropout_special_tags_mode': oneOf('NONE', 'BLACKLIST', 'WHITELIST'),
  '/concepts/*/text/tag_dropout_probability': between(0, 1),
  '/concepts/*/image/resolution_override': resolution,
  '/samples/*/width': atLeast(8),
  '/samples/*/height': atLeast(8),
  '/samples/*/frames': atLeast(1),
  '/samples/*/diffusion_steps': atLeast(1)
}

/**
 * Parts of the config that the desktop does not show as fields of their own, or where a negative number has a meaning.
 */
const MAY_BE_NEGATIVE =
  /^\/(optimizer|optimizer_defaults|scheduler_params|secrets|cloud)(\/|$)|^\/concepts\/\*\/(seed|concept_stats)/
const PATHS =
  /^\/(base_model_name|lora_model_name|output_model_destination|cache_dir|workspace_dir|debug_dir|concepts\/\*\/path|\w+\/model_name)$/

/** What is wrong with single fields of a complete config, by the desktop's rules. */
export function fieldFindings (
  { schema }: Description, config: JsonObject,
  isSound: (pointer: string) => boolean
): Finding[] {
  const found: Finding[] = []
  walk(schema, config, '', '', (pointer, pattern, shape, value) => {
    if (!isSound(pointer)) return
    const message = rules[pattern]?.(value) ?? negative(shape, pattern, value) ?? badPath(pattern, value)
    if (message !== null) found.push({ pointer, message, severity: 'error' })
  })
  return found
}

type Visit = (pointer: string, pattern: string, shape: JsonSchema, value: unknown) => void

// eslint-disable-next-line max-params -- a place in a config has two names
function walk (shape: JsonSchema, value: unknown, pointer: string, pattern: string, visit: Visit): void {
  const held = shape.anyOf?.find(one => one.type !== 'null') ?? shape
  if (isObject(value)) {
    for (const [key, property] of Object.entries(held.properties ?? {})) {
      walk(property, value[key], pointTo(pointer, key), `${pattern}/${key}`, visit)
    }
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => { walk(held.items ?? {}, item, pointTo(pointer, index), `${pattern}/*`, visit) })
  } else {
    visit(pointer, pattern, held, value)
  }
}

function negative ({ type }: JsonSchema, pattern: string, value: unknown): string | null {
  return type === 'number' && typeof value === 'number' && value < 0 && !MAY_BE_NEGATIVE.test(pattern)
    ? `must not be negative, not ${value}`
    : null
}

function badPath (pattern: string, value: unknown): string | null {
  if (!PATHS.test(pattern) || typeof value !== 'string') return null
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  if (/[\u0000-\u001f]/.test(value)) return 'must not have control characters in it'
  return /[\\/]\s*$/.test(value) && value.trim() !== '/' ? 'must not end with a slash' : null
}

function destination (value: unknown): string | null {
  if (typeof value !== 'string') return null
  return (
    someText(value) ?? (value.split('/').includes('..') ? 'must not lead out of the job\'s folder with ".."' : null)
  )
}

function resolution (value: unknown): string | null {
  if (typeof value !== 'string') return null
  const sizes = value.includes('x') ? value.split('x') : value.split(',')
  const wellFormed =
    sizes.every(size => /^\s*\d+\s*$/.test(size) && Number(size) > 0) && (!value.includes('x') || sizes.length === 2)
  return wellFormed ? null : `must be like "512", "512,768" or "1024x768", not ${JSON.stringify(value.slice(0, 60))}`
}

function frames (value: unknown): string | null {
  return typeof value === 'string' && !value.split(',').every(size => /^\s*\d+\s*$/.test(size) && Number(size) > 0)
    ? `must be a whole number of frames, not ${JSON.stringify(value.slice(0, 60))}`
    : null
}
