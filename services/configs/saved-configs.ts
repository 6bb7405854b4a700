import { constants, readdirSync } from 'node:fs'
import type { Dirent } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { ListedName } from '../../core/contract/configs.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { errorCode, isNotFound } from '../../core/domain/file-error.ts'
import { createFileWriter } from '../files/atomic-write.ts'

/** A file in the folder of saved configs: what it holds, or why it cannot be read. */
export type SavedConfig = { name: string, modified_at: string | null } & ({ document: unknown } | { problem: string })

/** So many files are open at once. */
const AT_ONCE = 100
const LARGEST_BYTES = 1024 * 1024
const named = new RegExp(ListedName.pattern ?? '', 'u')

/** Names of the saved configs, sorted. A file whose name begins with a dot or reads like a path is not one. */
export function savedNames (folder: string): string[] {
  return entries(folder)
    .flatMap(entry => entry.isFile() && entry.name.endsWith('.json') ? [entry.name.slice(0, -'.json'.length)] : [])
    .filter(name => name.length <= (ListedName.maxLength ?? 0) && named.test(name))
    .sort()
}

/**
 * Reads one that `savedNames` has named; null when it is gone since. Follows no link, and throws for nothing in the
 * file.
 */
export async function readSaved (folder: string, name: string): Promise<SavedConfig | null> {
  let modified_at: string | null = null
  try {
    await using file = await open(
      join(folder, `${name}.json`),
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
    )
    const facts = await file.stat()
    modified_at = facts.mtime.toISOString()
    if (!facts.isFile()) return { name, modified_at, problem: 'it is not a plain file' }
    if (facts.size > LARGEST_BYTES) return { name, modified_at, problem: `it is larger than ${LARGEST_BYTES} bytes` }
    return { name, modified_at, document: JSON.parse(await file.readFile('utf8')) as unknown }
  } catch (error) {
    if (isNotFound(error)) return null
    // Broken JSON, a link, no permission: it is about this one file, and listed with it.
    const problem =
      error instanceof SyntaxError ? `it is not JSON: ${error.message}` : `it cannot be read (${errorCode(error)})`
    return { name, modified_at, problem }
  }
}

/** All of them, by name. */
export async function readAllSaved (folder: string): Promise<SavedConfig[]> {
  const names = savedNames(folder)
  const found: Array<SavedConfig | null> = []
  while (found.length < names.length) {
    const next = names.slice(found.length, found.length + AT_ONCE)
    found.push(...await Promise.all(next.map(async name => await readSaved(folder, name))))
  }
  return found.filter(config => config !== null)
}

/** The saved configs of a folder, to be changed. */
export interface SavedConfigs {
  /** Writes one, whole or not at all; one of that name is replaced. */
  write: (name: string, document: object) => Promise<void>
  /** Removes one. Errors: config_not_found. */
  remove: (name: string) => Promise<void>
  /** Gives one another name; nothing is ever replaced by that. Errors: config_not_found, config_exists. */
  rename: (name: string, to: string) => Promise<void>
}

export function createSavedConfigs (folder: string): SavedConfigs {
  const files = createFileWriter()
  const pathOf = (name: string): string => join(folder, `${name}.json`)
  const isSaved = (name: string): boolean => savedNames(folder).includes(name)
  return {
    async write (name, document) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await files.writeJson(pathOf(name), document)
    },
    async remove (name) {
      const removed = isSaved(name) && await files.remove(pathOf(name))
      if (!removed) throw createAppError('config_not_found', { name })
    },
    async rename (name, to) {
      const outcome = isSaved(name) ? await files.rename(pathOf(name), pathOf(to)) : 'not_found'
      if (outcome === 'not_found') throw createAppError('config_not_found', { name })
      if (outcome === 'exists') throw createAppError('config_exists', { name: to })
    }
  }
}

function entries (folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [] // nothing was ever saved
    throw error
  }
}
