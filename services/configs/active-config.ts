import { mkdirSync, readFileSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { LoadedConfig } from '../../core/contract/configs.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { isObject } from '../../core/domain/config/json-schema.ts'
import type { JsonObject } from '../../core/domain/config/json-schema.ts'

/** The files of the active configs, one for each trainer. They begin with a dot, so no saved config can have their names. */
export const activeFiles = { builtin: '.current.json', onetrainer: '.current-onetrainer.json' } as const

export interface Active { name: string | null, config: Record<string, unknown> }

/** The config that was active when the server ended; null when none was, or what is there cannot be read. */
export function readActive (folder: string, fileName: string, report: (message: string) => void): Active | null {
  try {
    const kept: unknown = JSON.parse(readFileSync(join(folder, fileName), 'utf8'))
    if (isObject(kept) && isObject(kept.config) && (kept.name === null || typeof kept.name === 'string')) return { name: kept.name, config: kept.config }
    report(`${fileName} does not hold a config; no config is active`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') report(`${fileName} cannot be read; no config is active: ${String(error)}`) // as: node's file errors carry a code
  }
  return null
}

/** Keeps the active config: whoever reads the file finds the old one or the new one, whole. */
export async function writeActive (folder: string, fileName: string, active: Active): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, fileName)
  const file = await open(`${path}.new`, 'w', 0o600)
  try {
    await file.writeFile(JSON.stringify(active, null, 2) + '\n')
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.new`, path)
}

/** The active config of one trainer, kept over a restart. */
export interface ActiveConfig {
  get: () => Active | null
  /** Makes it the active one once it is on the disk. */
  set: (active: Active) => Promise<void>
}

/** One after the other: two people who activate at once never write one file together. */
export function createActiveConfig (folder: string, fileName: string, report: (message: string) => void): ActiveConfig {
  let active = readActive(folder, fileName, report)
  let writing: Promise<void> = Promise.resolve()
  return {
    get: () => active,
    async set (next) {
      const mine = writing.then(async () => { await writeActive(folder, fileName, next); active = next })
      // Whoever comes next waits for the end of this one, good or bad; a failure is told to whoever asked for it.
      writing = mine.then(() => undefined, () => undefined)
      await mine
    }
  }
}

/** The active config as it is given out, with what `complete` adds; `current` throws no_active_config where there is none. */
export function showActive (kept: Pick<ActiveConfig, 'get'>, trainer: LoadedConfig['trainer'], complete: (config: JsonObject) => JsonObject) {
  const active = (): LoadedConfig | null => {
    const now = kept.get()
    return now === null ? null : { name: now.name, trainer, config: complete(now.config) }
  }
  return {
    active,
    current (): LoadedConfig {
      const now = active()
      if (now === null) throw createAppError('no_active_config')
      return now
    }
  }
}
