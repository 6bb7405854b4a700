import { constants, readdirSync } from 'node:fs'
import { link, mkdir, open, rename, rm, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { ListedName } from '../../core/contract/configs.ts'
import { createAppError } from '../../core/domain/app-error.ts'

/** A file in the folder of saved configs: what it holds, or why it cannot be read. */
export type SavedConfig = { name: string, modified_at: string | null } & ({ document: unknown } | { problem: string })

const MOST = 1000
const LARGEST_BYTES = 1024 * 1024
const named = new RegExp(ListedName.pattern ?? '', 'u')

/** Names of the saved configs, sorted. A file whose name begins with a dot or reads like a path is not one. */
export function savedNames (folder: string): string[] {
  return entries(folder)
    .flatMap(entry => entry.isFile() && entry.name.endsWith('.json') ? [entry.name.slice(0, -'.json'.length)] : [])
    .filter(name => name.length <= (ListedName.maxLength ?? 0) && named.test(name))
    .sort()
    .slice(0, MOST)
}

/** Reads one that `savedNames` has named. Never follows a link and never throws for what is in the file. */
export async function readSaved (folder: string, name: string): Promise<SavedConfig> {
  let modified_at: string | null = null
  try {
    await using file = await open(join(folder, `${name}.json`), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const facts = await file.stat()
    modified_at = facts.mtime.toISOString()
    if (!facts.isFile()) return { name, modified_at, problem: 'it is not a plain file' }
    if (facts.size > LARGEST_BYTES) return { name, modified_at, problem: `it is larger than ${LARGEST_BYTES} bytes` }
    return { name, modified_at, document: JSON.parse(await file.readFile('utf8')) as unknown }
  } catch (error) {
    // Broken JSON, a link, no permission, gone in between: all of it is about this one file, and is told.
    return { name, modified_at, problem: error instanceof SyntaxError ? `it is not JSON: ${error.message}` : `it cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})` } // as: node's file errors carry a code
  }
}

/** Writes one, whole or not at all; one of that name is replaced. */
export async function writeSaved (folder: string, name: string, document: object): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const partial = join(folder, `.${name}.json.new`)
  const file = await open(partial, 'w', 0o600)
  try {
    await file.writeFile(JSON.stringify(document, null, 2) + '\n')
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(partial, join(folder, `${name}.json`))
}

/** Removes one. Errors: config_not_found. */
export async function removeSaved (folder: string, name: string): Promise<void> {
  if (!savedNames(folder).includes(name)) throw createAppError('config_not_found', { name })
  await rm(join(folder, `${name}.json`), { force: true })
}

/** Gives one another name; nothing is ever replaced by that. Errors: config_not_found, config_exists. */
export async function renameSaved (folder: string, name: string, to: string): Promise<void> {
  if (!savedNames(folder).includes(name)) throw createAppError('config_not_found', { name })
  try {
    await link(join(folder, `${name}.json`), join(folder, `${to}.json`)) // fails where rename would replace
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw createAppError('config_exists', { name: to }) // as: node's file errors carry a code
    throw error
  }
  await unlink(join(folder, `${name}.json`))
}

function entries (folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    // Nothing was ever saved.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [] // as: node's file errors carry a code
    throw error
  }
}
