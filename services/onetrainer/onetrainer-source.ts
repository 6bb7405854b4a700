import { join } from 'node:path'
import type { ConfigList, ConfigValidation, LoadedConfig } from '../../core/contract/configs.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { checkSample, sampleSchema } from '../../core/domain/config/custom-sample.ts'
import { diffConfig } from '../../core/domain/config/diff-config.ts'
import { checkOneTrainer } from '../../core/domain/onetrainer/check-config.ts'
import { completeOneTrainer } from '../../core/domain/onetrainer/complete-config.ts'
import { configVersion } from '../../core/domain/onetrainer/description.ts'
import { missingPictures, preflight } from '../../core/domain/onetrainer/preflight.ts'
import { presetName } from '../../core/domain/onetrainer/preset-name.ts'
import type { MachineProbe } from '../../core/domain/onetrainer/machine-facts.ts'
import { isObject, toDocument } from '../../core/domain/config/json-schema.ts'
import type { JsonObject } from '../../core/domain/config/json-schema.ts'
import { $schema, unusable } from '../configs/builtin-library.ts'
import type { ConfigLibrary } from '../configs/builtin-library.ts'
import { activeFiles, createActiveConfig, showActive } from '../configs/active-config.ts'
import { createSavedConfigs, readAllSaved, readSaved, savedNames } from '../configs/saved-configs.ts'
import type { Describer } from './describer.ts'
import { inlineLists } from './inline-lists.ts'
import type { SecretStore } from './secrets.ts'

interface OneTrainerLibraryDeps {
  /** The checkout. */
  dir: string
  state_dir: string
  describer: Describer
  secrets: SecretStore
  probe: MachineProbe
  new_id: () => string
  report: (message: string) => void
}

const trainer = 'onetrainer'

/** The configs of an installed OneTrainer: its presets, those of its desktop, and ours. */
export function createOneTrainerLibrary (deps: OneTrainerLibraryDeps): ConfigLibrary {
  const { dir, describer, secrets } = deps
  const ours = join(deps.state_dir, 'configs')
  const savedConfigs = createSavedConfigs(ours)
  const theirs = join(dir, 'training_configs')
  const kept = createActiveConfig(ours, activeFiles.onetrainer, deps.report)
  const { active, current } = showActive(kept, trainer, config => config)
  const complete = (config: JsonObject): JsonObject => completeOneTrainer(describer.description(), config)
  const validate = (document: unknown): ConfigValidation => checkOneTrainer(describer.description(), document)

  function loaded (name: string | null, document: unknown): LoadedConfig {
    const { errors, config } = validate(document)
    if (config === null) throw createAppError('config_invalid', { count: errors.length }, { details: errors })
    return { name, trainer, config }
  }

  async function load (name: string): Promise<LoadedConfig> {
    const description = describer.description()
    if (savedNames(ours).includes(name)) return await loadFile(ours, name, false)
    if (savedNames(theirs).includes(name)) return await loadFile(theirs, name, true)
    const preset = description.presets.find(({ path }) => presetName(path) === name)
    if (preset === undefined) throw createAppError('config_not_found', { name })
    if (preset.config === undefined) throw unusable(name, preset.error ?? 'it cannot be loaded')
    return await withLists(name, preset.config)
  }

  async function loadFile (folder: string, name: string, of_desktop: boolean): Promise<LoadedConfig> {
    const file = await readSaved(folder, name)
    if (file === null) throw createAppError('config_not_found', { name })
    if ('problem' in file) throw unusable(name, file.problem)
    if (!isObject(file.document)) return loaded(name, file.document)
    const { config } = await inlineLists(dir, file.document)
    if (!of_desktop && (config.__version ?? configVersion(describer.description())) === configVersion(describer.description())) return loaded(name, config)
    return loaded(name, await readByOneTrainer(name, config, of_desktop))
  }

  /** Through OneTrainer's own TrainConfig: what it does not take is an error here, where it would only be printed. */
  async function readByOneTrainer (name: string, { secrets: _, ...config }: JsonObject, as_desktop: boolean): Promise<JsonObject> {
    const [result] = await describer.load([{ config, migrate: true, complete: as_desktop }])
    if (result === undefined || 'error' in result) throw unusable(name, result?.error ?? 'OneTrainer gave no answer')
    if (result.refused.length > 0) throw unusable(name, result.refused.join('; '))
    return result.config
  }

  /** Old entries of a list are brought up to date together with the config they belong to. */
  async function withLists (name: string, preset: JsonObject): Promise<LoadedConfig> {
    const { config } = await inlineLists(dir, preset)
    const { errors } = validate(config)
    return loaded(name, errors.some(({ pointer }) => pointer.startsWith('/concepts/')) ? await readByOneTrainer(name, config, false) : config)
  }

  async function prepare (given: JsonObject): Promise<ConfigValidation> {
    const { config, findings } = await inlineLists(dir, given)
    const checked = validate(config)
    const errors = [...findings, ...checked.errors]
    if (checked.config === null || errors.length > 0) return { ...checked, valid: false, errors, config: null }
    const found = await preflight(describer.description(), checked.config, deps.probe)
    errors.push(...found.filter(({ severity }) => severity === 'error'))
    const warnings = [...checked.warnings, ...found.filter(({ severity }) => severity === 'warning')]
    return { valid: errors.length === 0, errors, warnings, config: errors.length === 0 ? withIds(checked.config, deps.new_id) : null }
  }

  async function save (name: string, document: JsonObject): Promise<LoadedConfig> {
    const saved = loaded(name, document)
    await savedConfigs.write(name, saved.config)
    await keepSecrets(document.secrets)
    return saved
  }

  /** A config may bring secrets along; an empty one is not an order to forget. */
  async function keepSecrets (given: unknown): Promise<void> {
    if (isObject(given) && typeof given.huggingface_token === 'string' && given.huggingface_token !== '') await secrets.keep({ huggingface_token: given.huggingface_token })
  }

  const schema = (): JsonObject => ({ $schema, $id: 'urn:onetrainer-web-ui:onetrainer-config', title: 'TrainConfig', ...toDocument(describer.description().schema) })

  return {
    schema,
    defaults: () => ({ name: null, trainer, config: complete({}) }),
    complete,
    validate,
    async check (document) {
      const checked = validate(document)
      return checked.config === null ? checked : await prepare(checked.config)
    },
    prepare,
    async checkSample (config, given) {
      const { sample, errors } = checkSample({ validate, complete }, config, given)
      return { sample, errors: errors.length > 0 ? errors : await missingPictures(sample, '', deps.probe) }
    },
    sampleSchema: config => ({ $schema, title: 'Sample', ...sampleSchema(schema(), { complete }, config) }),
    list: async () => ({ configs: await listed(ours, theirs, describer) }),
    load,
    active,
    current,
    async activate ({ name, config }) {
      const chosen = name === undefined ? loaded(null, config ?? {}) : await load(name)
      await kept.set({ name: chosen.name, config: chosen.config })
      await keepSecrets(config?.secrets)
      return chosen
    },
    save,
    remove: async name => { await savedConfigs.remove(name) },
    rename: async (name, to) => { await savedConfigs.rename(name, to) },
    async importConfig ({ config, name }) {
      describer.description()
      const imported = loaded(name ?? null, await readByOneTrainer(name ?? 'the imported config', config, false))
      if (name !== undefined) await savedConfigs.write(name, imported.config)
      await keepSecrets(config.secrets)
      return imported
    },
    async diff (name) {
      const { config, ...which } = name === undefined ? current() : await load(name)
      return { ...which, changes: diffConfig(complete({}), config) }
    },
    keepSecrets,
    setSecrets: async given => { await secrets.keep(given) }
  }
}

async function listed (ours: string, theirs: string, describer: Describer): Promise<ConfigList['configs']> {
  const [saved, desktop] = await Promise.all([ours, theirs].map(readAllSaved))
  const entries = [
    ...(saved ?? []).map(file => ({ ...file, source: 'saved' as const, kind: 'Saved config' })),
    ...(desktop ?? []).map(file => ({ ...file, source: 'checkout' as const, kind: 'Config of the OneTrainer checkout' }))
  ].map(file => ({
    name: file.name, source: file.source, modified_at: file.modified_at,
    description: 'problem' in file ? `Cannot be used: ${file.problem}` : inWords(file.kind, file.document)
  }))
  const presets = describer.description().presets.map(({ path, config, error }) => ({
    name: presetName(path), source: 'preset' as const, modified_at: null, description: config === undefined ? `Cannot be used: ${error}` : inWords(`Preset ${path}`, config)
  }))
  return [...presets, ...entries].filter((one, index, all) => !all.some((other, at) => other.name === one.name && rank[other.source] > rank[one.source] && at !== index))
}

/** Of two with one name, this is the one that is loaded. */
const rank = { preset: 0, checkout: 1, saved: 2 }

const inWords = (kind: string, document: unknown): string => {
  if (!isObject(document)) return 'Cannot be used: it is not an object'
  return [kind, document.model_type, document.training_method].filter(word => typeof word === 'string').join(', ')
}

/** Names that OneTrainer would draw at random, and not find again when the training is resumed. */
function withIds (config: JsonObject, new_id: () => string): JsonObject {
  const named = (embedding: unknown): unknown => isObject(embedding) && embedding.uuid === undefined ? { ...embedding, uuid: new_id() } : embedding
  const { embedding, additional_embeddings } = config
  return { ...config, embedding: named(embedding), ...(Array.isArray(additional_embeddings) ? { additional_embeddings: additional_embeddings.map(named) } : {}) }
}
