import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { shape, nullable, words } from './define.ts'
import { Finding } from './errors.ts'
import { Timestamp, TrainerKind } from './values.ts'

/** A name is looked up in a listing and never joined to a path. Names that look like a path are refused anyway. */
export const ConfigName = Type.String({
  minLength: 1, maxLength: 100,
  pattern: '^[A-Za-z0-9](?:[A-Za-z0-9 _-]|\\.(?!\\.))*(?<![ .])$',
  description: 'Config name: letters, digits, space, dot, dash and underscore',
  examples: ['my portrait']
})
/** The name of an existing file; it may contain everything a file name may contain. */
export const ListedName = Type.String({
  minLength: 1, maxLength: 100,
  pattern: '^(?!\\.)(?!.*\\.\\.)[^\\u0000-\\u001f\\u007f/\\\\]+$',
  description: 'Name of a config in GET /api/config/list',
  examples: ['quick']
})
export const ConfigDocument = Type.Record(Type.String(), Type.Unknown(), {
  title: 'ConfigDocument',
  description: 'A config; GET /api/config/schema describes its fields',
  examples: [{ epochs: 2 }]
})

export const JsonSchema = Type.Record(Type.String(), Type.Unknown(), {
  title: 'JsonSchema', description: 'A JSON Schema, draft 2020-12'
})

export const ConfigSummary = shape('ConfigSummary', 'Loadable config', {
  name: ListedName,
  source: words(
    ['preset', 'saved', 'checkout'] as const,
    'preset: shipped with the trainer. saved: in STATE_DIR/configs. checkout: in training_configs of the OneTrainer ' +
      'checkout'
  ),
  description: Type.String(),
  modified_at: nullable(Timestamp)
})
export const ConfigList = shape('ConfigList', 'Loadable configs', { configs: Type.Array(ConfigSummary) })
export type ConfigList = Static<typeof ConfigList>

export const LoadedConfig = shape('LoadedConfig', 'Config with all defaults filled in', {
  name: nullable(Type.String()),
  trainer: TrainerKind,
  config: ConfigDocument
})
export type LoadedConfig = Static<typeof LoadedConfig>

export const CurrentConfig = shape('CurrentConfig', 'Config that a start without a config trains', {
  source: words(
    ['active', 'defaults'] as const,
    'active: made the active config with PUT /api/config/current. defaults: no config is active'
  ),
  ...LoadedConfig.properties
})
export type CurrentConfig = Static<typeof CurrentConfig>

export const ConfigValidation = shape('ConfigValidation', 'Result of a config check', {
  valid: Type.Boolean(),
  errors: Type.Array(Finding),
  warnings: Type.Array(Finding),
  config: nullable(ConfigDocument)
})
export type ConfigValidation = Static<typeof ConfigValidation>

export const ActivateRequest = shape('ActivateRequest', 'Config to activate: by name, or inline', {
  name: Type.Optional(ListedName),
  config: Type.Optional(ConfigDocument)
}, { minProperties: 1, maxProperties: 1, examples: [{ name: 'quick' }] })
export type ActivateRequest = Static<typeof ActivateRequest>

export const RenameRequest = shape('RenameRequest', 'New name of a saved config', { name: ConfigName }, {
  examples: [{ name: 'my other portrait' }]
})

export const ImportRequest = shape('ImportRequest', 'Config exported by any version of OneTrainer', {
  config: ConfigDocument,
  name: Type.Optional(ConfigName)
}, { examples: [{ config: { epochs: 2 }, name: 'my import' }] })
export type ImportRequest = Static<typeof ImportRequest>

export const ConfigDiff = shape('ConfigDiff', 'Differences between a config and the defaults', {
  name: nullable(Type.String()),
  trainer: TrainerKind,
  changes: Type.Array(shape('ConfigChange', 'Field that differs from its default', {
    pointer: Type.String({ description: 'JSON pointer to the field', examples: ['/epochs'] }),
    value: Type.Unknown({ description: 'Value in the config' }),
    default: Type.Unknown({ description: 'Default value; null if there is none' })
  }))
})
export type ConfigDiff = Static<typeof ConfigDiff>

export const Secrets = shape('Secrets', 'Secrets for the trainer; they can be set but never read', {
  huggingface_token: Type.String({
    maxLength: 1000,
    pattern: '^[\\x21-\\x7e]*$',
    description: 'Hugging Face token; empty deletes it'
  })
}, { examples: [{ huggingface_token: '' }] })
export type Secrets = Static<typeof Secrets>
