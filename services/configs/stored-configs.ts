import type { ConfigList } from '../../core/contract/configs.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import type { ConfigCatalogue, ListedConfig } from './config-source.ts'
import { unusable } from './config-source.ts'
import { readAllSaved, readSaved, savedNames } from './saved-configs.ts'
import type { SavedConfig } from './saved-configs.ts'

/** Of two configs with one name the one of higher rank is loaded and listed. */
const rank = { preset: 0, checkout: 1, saved: 2 }

/** The configs of the list: ours in `folder`, those of a checkout, and presets. */
export function createStoredConfigs (folder: string, { presets, checkout_folder, describe, read }: ConfigCatalogue) {
  const folders = [
    { folder, origin: 'saved' as const },
    ...(checkout_folder === undefined ? [] : [{ folder: checkout_folder, origin: 'checkout' as const }])
  ]

  /** A config of the list, still to be validated. Errors: config_not_found, config_invalid. */
  async function load (name: string): Promise<unknown> {
    const shipped = presets()
    for (const { folder, origin } of folders) {
      if (!savedNames(folder).includes(name)) continue
      const file = await readSaved(folder, name)
      if (file === null) throw createAppError('config_not_found', { name })
      if ('problem' in file) throw unusable(name, file.problem)
      return await read(file.document, { name, origin })
    }
    const preset = shipped.find(one => one.name === name)
    if (preset === undefined) throw createAppError('config_not_found', { name })
    if ('problem' in preset) throw unusable(name, preset.problem)
    return await read(preset.config, { name, origin: 'preset' })
  }

  async function list (): Promise<ConfigList['configs']> {
    const stored = await Promise.all(folders.map(async ({ folder, origin }) =>
      (await readAllSaved(folder)).map(file => toListed(file, origin))))
    const shipped = presets().map((preset): ListedConfig => ({
      name: preset.name, source: 'preset',
      description: 'problem' in preset ? cannotBeUsed(preset.problem) : preset.description,
      modified_at: null
    }))
    const all = [...shipped, ...stored.flat()]
    return all.filter(one => !all.some(other => other.name === one.name && rank[other.source] > rank[one.source]))
  }

  const toListed = (file: SavedConfig, source: 'saved' | 'checkout'): ListedConfig => ({
    name: file.name,
    source,
    description: 'problem' in file ? cannotBeUsed(file.problem) : describe(file.document, source),
    modified_at: file.modified_at
  })

  return { load, list }
}

const cannotBeUsed = (problem: string): string => `Cannot be used: ${problem}`
