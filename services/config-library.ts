import { join } from 'node:path'
import { TrainConfig } from '../src/contract/config.ts'
import type { ActivateRequest, ConfigList, ConfigValidation, LoadedConfig } from '../src/contract/configs.ts'
import { createAppError } from '../src/domain/app-error.ts'
import { checkConfig, completeConfig } from '../src/domain/check-config.ts'
import { toDocument } from '../src/domain/shape.ts'
import type { JsonObject, Shape } from '../src/domain/shape.ts'
import { readActive, writeActive } from './configs/active-config.ts'
import type { Active } from './configs/active-config.ts'
import { presets } from './configs/presets.ts'
import { readSaved, savedNames } from './configs/saved-configs.ts'
import type { SavedConfig } from './configs/saved-configs.ts'

export interface ConfigLibrary {
  /** What may be in a config, as JSON Schema 2020-12. */
  schema: () => JsonObject
  /** The config that an empty one stands for. */
  defaults: () => LoadedConfig
  /** The config with every default filled in, samples too. */
  complete: (config: JsonObject) => JsonObject
  /** Everything that is wrong with it, and everything that has no effect. */
  validate: (document: unknown) => ConfigValidation
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
}

interface Deps {
  state_dir: string
  report?: (message: string) => void
}

const trainer = 'builtin'

/** The configs there are, and which one is active. */
export function createConfigLibrary ({ state_dir, report = () => {} }: Deps): ConfigLibrary {
  const folder = join(state_dir, 'configs')
  let active: Active | null = readActive(folder, report)
  let writing: Promise<void> = Promise.resolve()

  const loaded = (name: string | null, document: unknown): LoadedConfig => {
    const { errors, config } = checkConfig(document)
    if (config === null) throw createAppError('config_invalid', { count: errors.length }, { details: errors })
    return { name, trainer, config }
  }

  const library: ConfigLibrary = {
    schema: () => ({ $schema: 'https://json-schema.org/draft/2020-12/schema', $id: 'urn:onetrainer-web-ui:train-config', ...toDocument(TrainConfig as unknown as Shape) }), // as: TypeBox shapes are JSON Schema
    defaults: () => ({ name: null, trainer, config: completeConfig({}) }),
    complete: completeConfig,
    validate: checkConfig,
    async list () {
      const saved = await Promise.all(savedNames(folder).map(async name => await readSaved(folder, name)))
      const shipped = presets.filter(preset => !saved.some(({ name }) => name === preset.name))
      return {
        configs: [
          ...shipped.map(({ name, description }) => ({ name, description, source: 'preset' as const, modified_at: null })),
          ...saved.map(file => ({ name: file.name, description: describe(file), source: 'saved' as const, modified_at: file.modified_at }))
        ]
      }
    },
    async load (name) {
      if (savedNames(folder).includes(name)) {
        const file = await readSaved(folder, name)
        if ('problem' in file) throw createAppError('config_invalid', { count: 1 }, { details: [{ pointer: '', message: `The file ${name}.json cannot be used: ${file.problem}`, severity: 'error' }] })
        return loaded(name, file.document)
      }
      const preset = presets.find(preset => preset.name === name)
      if (preset === undefined) throw createAppError('config_not_found', { name })
      return loaded(name, preset.config)
    },
    active: () => active === null ? null : { name: active.name, trainer, config: completeConfig(active.config) },
    current () {
      const current = library.active()
      if (current === null) throw createAppError('no_active_config')
      return current
    },
    async activate ({ name, config }) {
      const chosen = name === undefined ? loaded(null, config ?? {}) : await library.load(name)
      const kept = { name: chosen.name, config: chosen.config }
      // One after the other: two people who activate at once must not write one file together.
      const mine = writing.then(async () => { await writeActive(folder, kept); active = kept })
      // Whoever comes next waits for the end of this one, good or bad; a failure is told to whoever asked for it.
      writing = mine.then(() => undefined, () => undefined)
      await mine
      return chosen
    }
  }
  return library
}

function describe (file: SavedConfig): string {
  if ('problem' in file) return `Cannot be used: ${file.problem}`
  const { errors, config } = checkConfig(file.document)
  return config === null ? `Cannot be used: it has ${errors.length} error(s)` : `Saved config, ${String(config.epochs)} epochs`
}
