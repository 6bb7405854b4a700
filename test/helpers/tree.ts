import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root, with a slash at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

const notOurs = new Set(['node_modules', '__pycache__', 'dist', '.tap'])

/** Paths of all files under a folder of the repository, relative to its root; a folder that is not there has none. */
export function filesIn (folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const path = `${folder}/${entry.name}`
    if (notOurs.has(entry.name)) return []
    return entry.isDirectory() ? filesIn(path) : [path]
  }).sort()
}
