import { join } from 'node:path'
import type {
  ActivateRequest, ConfigDiff, ConfigList, ConfigValidation, CurrentConfig, ImportRequest, LoadedConfig, Secrets
} from '../../core/contract/configs.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { checkSample, sampleSchema } from '../../core/domain/config/custom-sample.ts'
import type { CheckedSample } from '../../core/domain/config/custom-sample.ts'
import { diffConfig } from '../../core/domain/config/diff-config.ts'
import type { JsonObject } from '../../core/domain/schema/json-schema.ts'
import { activeFiles, createActiveConfig } from './active-config.ts'
import type { ConfigSource } from './config-source.ts'
import { createSavedConfigs } from './saved-configs.ts'
import { createStoredConfigs } from './stored-configs.ts'

export interface ConfigLibrary {
  /** Fields of a config, as JSON Schema 2020-12. */
  schema: () => JsonObject
  /** The config that an empty one stands for. */
  defaults: () => LoadedConfig
  /** The config with every default filled in, samples included. */
  complete: (config: JsonObject) => JsonObject
  /** Everything that is wrong with it, and everything that has no effect. */
  validate: (document: unknown) => ConfigValidation
  /** As validate, and what would fail with it on this machine today. */
  check: (document: unknown) => Promise<ConfigValidation>
  /**
   * The config a training starts with: complete, with the content of every file it refers to; null when there are
   * errors.
   */
  prepare: (config: JsonObject) => Promise<ConfigValidation>
  /** A sample for a training of that config, checked and completed as one in the config would be. */
  checkSample: (config: JsonObject, sample: JsonObject) => Promise<CheckedSample>
  /** Fields of such a sample, as JSON Schema 2020-12. */
  sampleSchema: (config: JsonObject) => JsonObject
  /** Presets and saved configs. A saved one hides the preset of its name. */
  list: () => Promise<ConfigList>
  /** One of the list. Errors: config_not_found, config_invalid. */
  load: (name: string) => Promise<LoadedConfig>
  /** The active config; null when there is none. */
  active: () => LoadedConfig | null
  /** The config that a start without one trains: the active one, else the defaults. */
  current: () => CurrentConfig
  /** Makes a config the active one; it stays active over a restart. Errors: config_not_found, config_invalid. */
  activate: (what: ActivateRequest) => Promise<LoadedConfig>
  /** Saves a config under a name; a saved one of that name is replaced. Errors: config_invalid. */
  save: (name: string, document: JsonObject) => Promise<LoadedConfig>
  /** Deletes a saved config. Errors: config_not_found. */
  remove: (name: string) => Promise<void>
  /** Gives a saved config another name. Errors: config_not_found, config_exists. */
  rename: (name: string, to: string) => Promise<void>
  /** Reads an exported config of any version, and saves it when a name is given. Errors: config_invalid. */
  importConfig: (request: ImportRequest) => Promise<LoadedConfig>
  /** Where a config of the list, or the current one, differs from the defaults. Errors: as load. */
  diff: (name?: string) => Promise<ConfigDiff>
  /** Stores the secrets that a config contains. They are never shown. */
  keepSecrets: (given: unknown) => Promise<void>
  /** Replaces secrets of the trainer; an empty one is deleted. Errors: invalid_request. */
  setSecrets: (secrets: Secrets) => Promise<void>
}

interface ConfigLibraryDeps {
  source: ConfigSource
  state_dir: string
  report: (message: string) => void
}

/** The dialect of our schemas. */
const $schema = 'https://json-schema.org/draft/2020-12/schema'

/** The configs of one trainer, and which of them is active. */
export function createConfigLibrary ({ source, state_dir, report }: ConfigLibraryDeps): ConfigLibrary {
  const { trainer, rules, catalogue, machine, secrets } = source
  const folder = join(state_dir, 'configs')
  const stored = createStoredConfigs(folder, catalogue)
  const savedConfigs = createSavedConfigs(folder)
  const kept = createActiveConfig(folder, activeFiles[trainer], report)

  function active (): LoadedConfig | null {
    const now = kept.get()
    return now === null ? null : { name: now.name, trainer, config: rules.completeActive(now.config) }
  }
  const defaults = (): LoadedConfig => ({ name: null, trainer, config: rules.complete({}) })
  function current (): CurrentConfig {
    const now = active()
    return now === null ? { source: 'defaults', ...defaults() } : { source: 'active', ...now }
  }

  function accept (name: string | null, document: unknown): LoadedConfig {
    const { errors, config } = rules.validate(document)
    if (config === null) throw createAppError('config_invalid', { count: errors.length }, { details: errors })
    return { name, trainer, config }
  }

  const load = async (name: string): Promise<LoadedConfig> => accept(name, await stored.load(name))

  async function save (name: string, document: JsonObject): Promise<LoadedConfig> {
    const saved = accept(name, document)
    await savedConfigs.write(name, saved.config)
    await secrets.keep(document.secrets)
    return saved
  }

  const prepare = machine?.prepare ?? (async config => rules.validate(config))

  return {
    schema: () => ({ $schema, ...rules.schema() }),
    defaults,
    complete: rules.complete,
    validate: rules.validate,
    async check (document) {
      const checked = rules.validate(document)
      return checked.config === null || machine === undefined ? checked : await machine.prepare(checked.config)
    },
    prepare,
    async checkSample (config, given) {
      const { sample, errors } = checkSample(rules, config, given)
      return { sample, errors: errors.length > 0 || machine === undefined ? errors : await machine.checkSample(sample) }
    },
    sampleSchema: config => ({ $schema, title: 'Sample', ...sampleSchema(rules.schema(), rules, config) }),
    list: async () => ({ configs: await stored.list() }),
    load,
    active,
    current,
    async activate ({ name, config }) {
      const chosen = name === undefined ? accept(null, config ?? {}) : await load(name)
      await kept.set({ name: chosen.name, config: chosen.config })
      await secrets.keep(config?.secrets)
      return chosen
    },
    save,
    remove: savedConfigs.remove,
    rename: savedConfigs.rename,
    async importConfig ({ config, name }) {
      const imported = accept(
        name ?? null,
        await catalogue.read(config, { name: name ?? 'the imported config', origin: 'import' })
      )
      if (name !== undefined) await savedConfigs.write(name, imported.config)
      await secrets.keep(config.secrets)
      return imported
    },
    async diff (name) {
      const { config, ...which } = name === undefined ? active() ?? defaults() : await load(name)
      return { ...which, changes: diffConfig(rules.complete({}), config) }
    },
    keepSecrets: secrets.keep,
    setSecrets: secrets.set
  }
}
