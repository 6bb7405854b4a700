import { lstat, readdir, rmdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { ifExists } from './if-exists.ts'

/**
 * Removes a file, or a folder with all that is in it. What cannot be removed does not hold up the rest; then the error
 * of the system is thrown, with its path. The `rm` of Node hides it behind one of its own.
 */
export async function removeTree (path: string): Promise<void> {
  const facts = await ifExists(lstat(path))
  if (facts === null) return
  if (!facts.isDirectory()) {
    await ifExists(unlink(path))
    return
  }
  await removeAll(path, await ifExists(readdir(path)) ?? [])
  await ifExists(rmdir(path))
}

/** Removes these from a folder. Errors: the first of those of removeTree. */
export async function removeAll (folder: string, names: readonly string[]): Promise<void> {
  const failures: unknown[] = []
  for (const name of names) {
    await removeTree(join(folder, name)).catch((error: unknown) => { failures.push(error) })
  }
  if (failures.length > 0) throw failures[0]
}
