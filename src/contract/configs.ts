import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { shape, nullable, words } from './define.ts'
import { Finding } from './errors.ts'
import { Timestamp, TrainerKind } from './values.ts'

/** A name is looked up in a listing, never joined to a path; still nothing that looks like one is accepted. */
export const ConfigName = Type.String({ minLength: 1, maxLength: 100, pattern: '^[A-Za-z0-9](?:[A-Za-z0-9 _-]|\\.(?!\\.))*(?<![ .])$', description: 'Config name: letters, digits, space, dot, dash and underscore', examples: ['quick'] })
export const ConfigDocument = Type.Record(Type.String(), Type.Unknown(), { title: 'ConfigDocument', description: 'A config; GET /api/config/schema says what may be in it', examples: [{ epochs: 2 }] })

export const ConfigSummary = shape('ConfigSummary', 'A config that can be loaded', {
  name: ConfigName,
  source: words(['preset', 'saved'] as const, 'preset: ships with the server. saved: a file in STATE_DIR/configs'),
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
  name: Type.Optional(ConfigName),
  config: Type.Optional(ConfigDocument)
}, { minProperties: 1, maxProperties: 1, examples: [{ name: 'quick' }] })
export type ActivateRequest = Static<typeof ActivateRequest>
