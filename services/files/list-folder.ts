import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ifReachable, lookAt } from './open-inside.ts'

/** A file below a folder: its path from there, with `/`, and its size. */
export interface ListedFile { path: string, bytes: number }

/**
 * The plain files below a folder, by path; links are not followed and not listed. Null when there are more than `most`,
 * or one vanished meanwhile.
 */
export async function listFolder (folder: string, most: number): Promise<ListedFile[] | null> {
  const found: ListedFile[] = []
  for (const waiting = ['']; waiting.length > 0;) {
    const within = waiting.pop()!
    const entries = await readdir(join(folder, within), { withFileTypes: true }).catch(ifReachable)
    if (entries === null) return null
    for (const entry of entries) {
      const path = within === '' ? entry.name : `${within}/${entry.name}`
      if (entry.isDirectory()) waiting.push(path)
      if (!entry.isFile()) continue
      const facts = await lookAt(join(folder, path))
      if (facts === null || found.length === most) return null
      found.push({ path, bytes: facts.size })
    }
  }
  return found.sort((a, b) => a.path < b.path ? -1 : 1)
}
