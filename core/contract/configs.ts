import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { shape, nullable, words } from './define.ts'
import { Finding } from './errors.ts'
import { Timestamp, TrainerKind } from './values.ts'

/** A name is looked up in a listing, never joined to a path; still nothing that looks like one is accepted. */
export const ConfigName = Type.String({ minLength: 1, maxLength: 100, pattern: '^[A-Za-z0-9](?:[A-Za-z0-9 _-]|\\.(?!\\.))*(?<![ .])$', description: 'Config name: letters, digits, space, dot, dash and underscore', examples: ['quick'] })
/** The name of a file that is there already may have whatever a file's name may have. */
export const ListedName = Type.String({ minLength: 1, maxLength: 100, pattern: '^(?!\\.)(?!.*\\.\\.)[^\\u0000-\\u001f\\u007f/\\\\]+$', description: 'Name of a config in GET /api/config/list', examples: ['quick'] })
export const ConfigDocument = Type.Record(Type.String(), Type.Unknown(), { title: 'ConfigDocument', description: 'A config; GET /api/config/schema says what may be in it', examples: [{ epochs: 2 }] })

export const JsonSchema = Type.Record(Type.String(), Type.Unknown(), { title: 'JsonSchema', description: 'A JSON Schema, draft 2020-12' })

export const ConfigSummary = shape('ConfigSummary', 'A config that can be loaded', {
  name: ListedName,
  source: words(['preset', 'saved', 'checkout'] as const, 'preset: ships with the trainer. saved: a file in STATE_DIR/configs. checkout: a file in training_configs of the OneTrainer checkout'),
  description: Type.String(),
  modified_at: nullable(Timestamp)
})
export const ConfigList = shape('ConfigList', 'The configs that can be loaded', { configs: Type.Array(ConfigSummary) })
export type ConfigList = Static<typeof ConfigList>

export const LoadedConfig = shape('LoadedConfig', 'A config with every default filled in', {
  name: nullable(Type.String()),
  trainer: TrainerKind,
  config: ConfigDocument
})
export type LoadedConfig = Static<typeof LoadedConfig>

export const ConfigValidation = shape('ConfigValidation', 'What a check of a config found', {
  valid: Type.Boolean(),
  errors: Type.Array(Finding),
  warnings: Type.Array(Finding),
  config: nullable(ConfigDocument)
})
export type ConfigValidation = Static<typeof ConfigValidation>

export const ActivateRequest = shape('ActivateRequest', 'What to make the active config: one of the list by its name, or a config', {
  name: Type.Optional(ListedName),
  config: Type.Optional(ConfigDocument)
}, { minProperties: 1, maxProperties: 1, examples: [{ name: 'quick' }] })
export type ActivateRequest = Static<typeof ActivateRequest>

export const RenameRequest = shape('RenameRequest', 'The new name of a saved config', { name: ConfigName }, { examples: [{ name: 'my portrait' }] })

export const ImportRequest = shape('ImportRequest', 'A config as OneTrainer exports it, of any version', {
  config: ConfigDocument,
  name: Type.Optional(ConfigName)
}, { examples: [{ config: { epochs: 2 }, name: 'my portrait' }] })
export type ImportRequest = Static<typeof ImportRequest>

export const ConfigDiff = shape('ConfigDiff', 'Where a config differs from the defaults', {
  name: nullable(Type.String()),
  trainer: TrainerKind,
  changes: Type.Array(shape('ConfigChange', 'One field that is not as it is by default', {
    pointer: Type.String({ description: 'JSON pointer to the field', examples: ['/epochs'] }),
    value: Type.Unknown({ description: 'What the config says' }),
    default: Type.Unknown({ description: 'What it is by default; null where there is none' })
  }))
})
export type ConfigDiff = Static<typeof ConfigDiff>

export const Secrets = shape('Secrets', 'What only the trainer may know. It is taken and never shown', {
  huggingface_token: Type.String({ maxLength: 1000, pattern: '^[\\x21-\\x7e]*$', description: 'Token for Hugging Face; empty: forget it' })
}, { examples: [{ huggingface_token: '' }] })
export type Secrets = Static<typeof Secrets>
