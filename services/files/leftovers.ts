import { readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'

/** The drafts of `createFileWriter`; nobody else gives a file such a name. */
const DRAFT = /^\..+\.server-\d+-\d+\.tmp$/

/**
 * Removes what a server that was killed in the middle of a write left in a state folder. Only for the one who has
 * locked the folder, before it writes: a draft found then is nobody's.
 */
export async function removeLeftovers (state_dir: string): Promise<void> {
  const runs = join(state_dir, 'runs')
  const kept = ['cache', 'configs', 'networks', 'thumbnails'].map(name => join(state_dir, name))
  for (const folder of [state_dir, ...kept]) await removeDrafts(folder)
  for (const job of await subfolders(runs, /./)) {
    for (const folder of [job, ...await subfolders(job, /^a\d+$/)]) await removeDrafts(folder)
  }
}

async function removeDrafts (folder: string): Promise<void> {
  const drafts = (await list(folder)).filter(entry => entry.isFile() && DRAFT.test(entry.name))
  for (const { name } of drafts) await unlink(join(folder, name)).catch(() => undefined)
}

async function subfolders (folder: string, names: RegExp): Promise<string[]> {
  const entries = await list(folder)
  return entries.filter(entry => entry.isDirectory() && names.test(entry.name)).map(entry => join(folder, entry.name))
}

/** A draft that cannot be found or removed now does no harm, and is there at the next start. */
const list = async (folder: string) => await readdir(folder, { withFileTypes: true }).catch(() => [])
