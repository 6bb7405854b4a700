import { constants, readdirSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigName } from '../../src/contract/configs.ts'

/** A file in the folder of saved configs: what it holds, or why it cannot be read. */
export type SavedConfig = { name: string, modified_at: string | null } & ({ document: unknown } | { problem: string })

const MOST = 1000
const LARGEST_BYTES = 1024 * 1024
const named = new RegExp(ConfigName.pattern ?? '', 'u')

/** Names of the saved configs, sorted. A file whose name could not be a config's is not one. */
export function savedNames (folder: string): string[] {
  return entries(folder)
    .flatMap(entry => entry.isFile() && entry.name.endsWith('.json') ? [entry.name.slice(0, -'.json'.length)] : [])
    .filter(name => name.length <= (ConfigName.maxLength ?? 0) && named.test(name))
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

function entries (folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    // Nothing was ever saved.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [] // as: node's file errors carry a code
    throw error
  }
}
