import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ifReachable, lookAt } from './open-inside.ts'

/** A file below a folder: its path from there, with `/`, its size, and its version where that matters. */
export interface ListedFile { path: string, bytes: number, version?: string }

/** `complete` is false when there are more files than were asked for, or something vanished while it was listed. */
export interface FolderListing { files: ListedFile[], complete: boolean }

/**
 * The plain files below a folder, at most `most` of them, by path. Links are not followed and not listed. The folder
 * may be in use: what vanishes meanwhile is left out. `look` measures a file; null where it is gone.
 */
export async function listFolder (
  folder: string, most: number, look: (path: string) => Promise<{ size: number } | null> = lookAt
): Promise<FolderListing> {
  const files: ListedFile[] = []
  let complete = true
  for (const waiting = ['']; waiting.length > 0;) {
    const within = waiting.pop()!
    const entries = await readdir(join(folder, within), { withFileTypes: true }).catch(ifReachable)
    complete &&= entries !== null
    for (const entry of entries ?? []) {
      const path = within === '' ? entry.name : `${within}/${entry.name}`
      if (entry.isDirectory()) waiting.push(path)
      if (!entry.isFile()) continue
      if (files.length === most) return { files: files.sort(byPath), complete: false }
      const facts = await look(join(folder, path))
      complete &&= facts !== null
      if (facts !== null) files.push({ path, bytes: facts.size })
    }
  }
  return { files: files.sort(byPath), complete }
}

const byPath = (a: ListedFile, b: ListedFile): number => a.path < b.path ? -1 : 1
