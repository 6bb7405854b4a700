import { join } from 'node:path'
import { TrainConfig } from '../../core/contract/config.ts'
import type { ActivateRequest, ConfigDiff, ConfigList, ConfigValidation, ImportRequest, LoadedConfig, Secrets } from '../../core/contract/configs.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { checkConfig, completeConfig } from '../../core/domain/config/check-config.ts'
import { checkSample, sampleSchema } from '../../core/domain/config/custom-sample.ts'
import type { CheckedSample } from '../../core/domain/config/custom-sample.ts'
import { diffConfig } from '../../core/domain/config/diff-config.ts'
import { toDocument } from '../../core/domain/config/json-schema.ts'
import type { JsonObject, JsonSchema } from '../../core/domain/config/json-schema.ts'
import { activeFiles, createActiveConfig, showActive } from './active-config.ts'
import { presets } from './presets.ts'
import { createSavedConfigs, readAllSaved, readSaved, savedNames } from './saved-configs.ts'
import type { SavedConfig } from './saved-configs.ts'

export interface ConfigLibrary {
  /** What may be in a config, as JSON Schema 2020-12. */
  schema: () => JsonObject
  /** The config that an empty one stands for. */
  defaults: () => LoadedConfig
  /** The config with every default filled in, samples too. */
  complete: (config: JsonObject) => JsonObject
  /** Everything that is wrong with it, and everything that has no effect. */
  validate: (document: unknown) => ConfigValidation
  /** As validate, and what would go wrong with it on this machine today. */
  check: (document: unknown) => Promise<ConfigValidation>
  /** What a training is started with: complete, with everything in it that would be read from elsewhere; null when there are errors. */
  prepare: (config: JsonObject) => Promise<ConfigValidation>
  /** A sample to be drawn by a training of that config: checked and completed as one in it would be. */
  checkSample: (config: JsonObject, sample: JsonObject) => Promise<CheckedSample>
  /** What may be in such a sample, as JSON Schema 2020-12. */
  sampleSchema: (config: JsonObject) => JsonObject
  /** Presets and saved configs. A saved one hides the preset of its name. */
  list: () => Promise<ConfigList>
  /** One of the list. Errors: config_not_found, config_invalid. */
  load: (name: string) => Promise<LoadedConfig>
  /** The active config; null when there is none. */
  active: () => LoadedConfig | null
  /** The active config. Errors: no_active_config. */
  current: () => LoadedConfig
  /** Makes a config the active one, and keeps it over a restart. Errors: config_not_found, config_invalid. */
  activate: (what: ActivateRequest) => Promise<LoadedConfig>
  /** Keeps a config under a name, replacing one of ours that has it. Errors: config_invalid. */
  save: (name: string, document: JsonObject) => Promise<LoadedConfig>
  /** Forgets a saved config. Errors: config_not_found. */
  remove: (name: string) => Promise<void>
  /** Gives a saved config another name. Errors: config_not_found, config_exists. */
  rename: (name: string, to: string) => Promise<void>
  /** Takes in an exported config of any version, and keeps it when a name is given. Errors: config_invalid. */
  importConfig: (request: ImportRequest) => Promise<LoadedConfig>
  /** Where a config of the list, or the active one, differs from the defaults. Errors: config_not_found, config_invalid, no_active_config. */
  diff: (name?: string) => Promise<ConfigDiff>
  /** Keeps the secrets that a config brought along. They are never shown again. */
  keepSecrets: (given: unknown) => Promise<void>
  /** Replaces what only the trainer may know; what is empty is forgotten. Errors: invalid_request. */
  setSecrets: (secrets: Secrets) => Promise<void>
}

interface BuiltinLibraryDeps {
  state_dir: string
  report?: (message: string) => void
}

const trainer = 'builtin'
/** The dialect our schemas are written in. */
export const $schema = 'https://json-schema.org/draft/2020-12/schema'

/** The configs of the built-in trainer, and which one is active. */
export function createConfigLibrary ({ state_dir, report = () => {} }: BuiltinLibraryDeps): ConfigLibrary {
  const folder = join(state_dir, 'configs')
  const savedConfigs = createSavedConfigs(folder)
  const kept = createActiveConfig(folder, activeFiles.builtin, report)
  const { active, current } = showActive(kept, trainer, completeConfig)

  const loaded = (name: string | null, document: unknown): LoadedConfig => {
    const { errors, config } = checkConfig(document)
    if (config === null) throw createAppError('config_invalid', { count: errors.length }, { details: errors })
    return { name, trainer, config }
  }

  async function load (name: string): Promise<LoadedConfig> {
    if (savedNames(folder).includes(name)) {
      const file = await readSaved(folder, name)
      if (file === null) throw createAppError('config_not_found', { name })
      if ('problem' in file) throw unusable(name, file.problem)
      return loaded(name, file.document)
    }
    const preset = presets.find(preset => preset.name === name)
    if (preset === undefined) throw createAppError('config_not_found', { name })
    return loaded(name, preset.config)
  }

  async function save (name: string, document: JsonObject): Promise<LoadedConfig> {
    const saved = loaded(name, document)
    await savedConfigs.write(name, saved.config)
    return saved
  }

  const rules = { validate: checkConfig, complete: completeConfig }
  const schema = (): JsonObject => ({ $schema, $id: 'urn:onetrainer-web-ui:train-config', ...toDocument(TrainConfig as unknown as JsonSchema) }) // as: TypeBox shapes are JSON Schema

  return {
    schema,
    defaults: () => ({ name: null, trainer, config: completeConfig({}) }),
    complete: completeConfig,
    validate: checkConfig,
    check: async document => checkConfig(document),
    prepare: async config => checkConfig(config),
    checkSample: async (config, sample) => checkSample(rules, config, sample),
    sampleSchema: config => ({ $schema, ...sampleSchema(schema(), rules, config) }),
    list: async () => ({ configs: await listed(folder) }),
    load,
    active,
    current,
    async activate ({ name, config }) {
      const chosen = name === undefined ? loaded(null, config ?? {}) : await load(name)
      await kept.set({ name: chosen.name, config: chosen.config })
      return chosen
    },
    save,
    remove: async name => { await savedConfigs.remove(name) },
    rename: async (name, to) => { await savedConfigs.rename(name, to) },
    importConfig: async ({ config, name }) => name === undefined ? loaded(null, config) : await save(name, config),
    async diff (name) {
      const { config, ...which } = name === undefined ? current() : await load(name)
      return { ...which, changes: diffConfig(completeConfig({}), config) }
    },
    keepSecrets: async () => undefined, // its configs have no place for them
    async setSecrets () {
      throw createAppError('invalid_request', { problem: 'the built-in trainer has no secrets' })
    }
  }
}

async function listed (folder: string): Promise<ConfigList['configs']> {
  const saved = await readAllSaved(folder)
  const shipped = presets.filter(preset => !saved.some(({ name }) => name === preset.name))
  return [
    ...shipped.map(({ name, description }) => ({ name, description, source: 'preset' as const, modified_at: null })),
    ...saved.map(file => ({ name: file.name, description: describe(file), source: 'saved' as const, modified_at: file.modified_at }))
  ]
}

function describe (file: SavedConfig): string {
  if ('problem' in file) return `Cannot be used: ${file.problem}`
  const { errors, config } = checkConfig(file.document)
  return config === null ? `Cannot be used: it has ${errors.length} error(s)` : `Saved config, ${String(config.epochs)} epochs`
}

/** The error of a file that cannot be read as a config. */
export const unusable = (name: string, problem: string): Error =>
  createAppError('config_invalid', { count: 1 }, { details: [{ pointer: '', message: `The file ${name}.json cannot be used: ${problem}`, severity: 'error' }] })
