import type { ConfigList, ConfigValidation, LoadedConfig, Secrets } from '../../core/contract/configs.ts'
import type { Finding } from '../../core/contract/errors.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import type { ConfigRules } from '../../core/domain/config/custom-sample.ts'
import type { JsonObject } from '../../core/domain/schema/json-schema.ts'

/** Where a config comes from; of two with one name the first of these is loaded. */
export type ConfigOrigin = 'saved' | 'checkout' | 'preset'

/**
 * What is different about the configs of one trainer. Each part may throw trainer_missing, trainer_describing or
 * trainer_undescribed.
 */
export interface ConfigSource {
  trainer: LoadedConfig['trainer']
  rules: SourceRules
  catalogue: ConfigCatalogue
  /** What this machine has to say to a valid config; absent where nothing on it matters. */
  machine?: MachineChecks
  secrets: SourceSecrets
}

export interface SourceRules extends ConfigRules {
  /** Fields of a config, as JSON Schema 2020-12. */
  schema: () => JsonObject
  /** The active config as it is given out. Must not fail: it is read before the trainer is described. */
  completeActive: (config: JsonObject) => JsonObject
}

/** A preset that ships with the trainer, or why it cannot be loaded. */
export type PresetEntry = { name: string, description: string } & ({ config: JsonObject } | { problem: string })

export interface ConfigCatalogue {
  presets: () => PresetEntry[]
  /** A folder of configs besides our own, which is only read. */
  checkout_folder?: string
  /** A config of that origin in one line, for the list. */
  describe: (document: unknown, origin: Exclude<ConfigOrigin, 'preset'>) => string
  /** A stored or imported document as a config of this version, still to be validated. Errors: config_invalid. */
  read: (document: unknown, about: { name: string, origin: ConfigOrigin | 'import' }) => Promise<unknown>
}

export interface MachineChecks {
  /**
   * The config a training starts with, checked against this machine; it contains everything that it would read
   * elsewhere.
   */
  prepare: (config: JsonObject) => Promise<ConfigValidation>
  /** Findings of a sample that is valid by the schema. */
  checkSample: (sample: JsonObject) => Promise<Finding[]>
}

export interface SourceSecrets {
  /** Stores the secrets in a config; an empty one does not delete. */
  keep: (given: unknown) => Promise<void>
  /** Replaces secrets; an empty one is deleted. Errors: invalid_request. */
  set: (secrets: Secrets) => Promise<void>
}

export type ListedConfig = ConfigList['configs'][number]

/** The error of a file or preset that cannot be read as a config. */
export const unusable = (name: string, problem: string): Error => createAppError('config_invalid', { count: 1 }, {
  details: [{ pointer: '', message: `The config "${name}" cannot be used: ${problem}`, severity: 'error' }]
})
