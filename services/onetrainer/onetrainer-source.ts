import { join } from 'node:path'
import type { ConfigValidation } from '../../core/contract/configs.ts'
import { isObject, toDocument } from '../../core/domain/schema/json-schema.ts'
import type { JsonObject } from '../../core/domain/schema/json-schema.ts'
import { checkOneTrainer } from '../../core/domain/onetrainer/check-config.ts'
import { completeOneTrainer } from '../../core/domain/onetrainer/complete-config.ts'
import { configVersion } from '../../core/domain/onetrainer/description.ts'
import type { MachineProbe } from '../../core/domain/onetrainer/machine-facts.ts'
import { missingPictures, preflight } from '../../core/domain/onetrainer/preflight.ts'
import { presetName } from '../../core/domain/onetrainer/preset-name.ts'
import { unusable } from '../configs/config-source.ts'
import type { ConfigCatalogue, ConfigSource, PresetEntry, SourceRules } from '../configs/config-source.ts'
import type { Describer } from './describer.ts'
import { inlineLists } from './inline-lists.ts'
import type { SecretStore } from './secrets.ts'

interface OneTrainerSourceDeps {
  /** The checkout. */
  dir: string
  describer: Describer
  secrets: SecretStore
  probe: MachineProbe
  new_id: () => string
}

/** The configs of an installed OneTrainer: its presets, those of its desktop, and our own. */
export function createOneTrainerSource (
  { dir, describer, secrets, probe, new_id }: OneTrainerSourceDeps
): ConfigSource {
  const rules = createRules(describer)

  async function prepare (given: JsonObject): Promise<ConfigValidation> {
    const { config, findings } = await inlineLists(dir, given)
    const checked = rules.validate(config)
    const errors = [...findings, ...checked.errors]
    if (checked.config === null || errors.length > 0) return { ...checked, valid: false, errors, config: null }
    const found = await preflight(describer.description(), checked.config, probe)
    errors.push(...found.filter(({ severity }) => severity === 'error'))
    const warnings = [...checked.warnings, ...found.filter(({ severity }) => severity === 'warning')]
    return {
      valid: errors.length === 0, errors, warnings,
      config: errors.length === 0 ? withIds(checked.config, new_id) : null
    }
  }

  return {
    trainer: 'onetrainer', rules,
    catalogue: createCatalogue(dir, describer, rules),
    machine: { prepare, checkSample: async sample => await missingPictures(sample, '', probe) },
    secrets: {
      async keep (given) {
        if (!isObject(given) || typeof given.huggingface_token !== 'string' || given.huggingface_token === '') return
        await secrets.keep({ huggingface_token: given.huggingface_token })
      },
      set: async given => {
        await secrets.keep(given)
      }
    }
  }
}

const createRules = (describer: Describer): SourceRules => ({
  schema: () => ({
    $id: 'urn:onetrainer-web-ui:onetrainer-config', title: 'TrainConfig', ...toDocument(describer.description().schema)
  }),
  complete: config => completeOneTrainer(describer.description(), config),
  completeActive: config => config,
  validate: document => checkOneTrainer(describer.description(), describer.validateSchema, document)
})

function createCatalogue (dir: string, describer: Describer, { validate }: SourceRules): ConfigCatalogue {
  /** Through OneTrainer's own TrainConfig. It only prints what it refuses; here that is an error. */
  async function readByOneTrainer (
    name: string, { secrets: _, ...config }: JsonObject, as_desktop = false
  ): Promise<JsonObject> {
    const [result] = await describer.load([{ config, migrate: true, complete: as_desktop }])
    if (result === undefined || 'error' in result) throw unusable(name, result?.error ?? 'OneTrainer gave no answer')
    if (result.refused.length > 0) throw unusable(name, result.refused.join('; '))
    return result.config
  }

  return {
    checkout_folder: join(dir, 'training_configs'),
    presets: () => describer.description().presets.map(({ path, config, error }): PresetEntry => ({
      name: presetName(path),
      description: inOneLine(`Preset ${path}`, config),
      ...(config === undefined ? { problem: error ?? 'it cannot be loaded' } : { config })
    })),
    describe: (document, origin) =>
      inOneLine(origin === 'saved' ? 'Saved config' : 'Config of the OneTrainer checkout', document),
    async read (document, { name, origin }) {
      const version = configVersion(describer.description())
      if (!isObject(document)) return document
      if (origin === 'import') return await readByOneTrainer(name, document)
      const { config } = await inlineLists(dir, document)
      switch (origin) {
        case 'checkout': return await readByOneTrainer(name, config, true)
        case 'saved': return (config.__version ?? version) === version ? config : await readByOneTrainer(name, config)
        case 'preset': {
          // A preset is of this version, but the concepts in a file it names may be older.
          const is_old = validate(config).errors.some(({ pointer }) => pointer.startsWith('/concepts/'))
          return is_old ? await readByOneTrainer(name, config) : config
        }
      }
    }
  }
}

function inOneLine (kind: string, document: unknown): string {
  if (!isObject(document)) return 'Cannot be used: it is not an object'
  return [kind, document.model_type, document.training_method].filter(word => typeof word === 'string').join(', ')
}

/** Ids that OneTrainer would draw at random, and not find again when the training is resumed. */
function withIds (config: JsonObject, new_id: () => string): JsonObject {
  const named = (embedding: unknown): unknown =>
    isObject(embedding) && embedding.uuid === undefined ? { ...embedding, uuid: new_id() } : embedding
  const { embedding, additional_embeddings } = config
  return {
    ...config,
    embedding: named(embedding),
    ...(Array.isArray(additional_embeddings) ? { additional_embeddings: additional_embeddings.map(named) } : {})
  }
}
