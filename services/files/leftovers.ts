import { readdir, rmdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'

/** The drafts of `createFileWriter`; nobody else gives a file such a name. */
const DRAFT = /^\..+\.server-\d+-\d+\.tmp$/

/** The thumbnails of servers that kept those of all jobs together, where they outlived the jobs. */
const SHARED_THUMBNAIL = /^[0-9a-f]{64}\.(webp|jpg)$/

/**
 * Removes what a server that was killed in the middle of a write left in a state folder. Only for the one who has
 * locked the folder, before it writes: a draft found then is nobody's.
 */
export async function removeLeftovers (state_dir: string): Promise<void> {
  const runs = join(state_dir, 'runs')
  const kept = ['cache', 'configs', 'networks'].map(name => join(state_dir, name))
  for (const folder of [state_dir, ...kept]) await removeFiles(folder, DRAFT)
  for (const job of await subfolders(runs, /./)) {
    for (const folder of [job, ...await subfolders(job, /^(a\d+|thumbnails)$/)]) await removeFiles(folder, DRAFT)
  }
  const shared = join(state_dir, 'thumbnails')
  await removeFiles(shared, SHARED_THUMBNAIL)
  await rmdir(shared).catch(() => undefined) // what else is in it is not ours
}

async function removeFiles (folder: string, names: RegExp): Promise<void> {
  const found = (await list(folder)).filter(entry => entry.isFile() && names.test(entry.name))
  for (const { name } of found) await unlink(join(folder, name)).catch(() => undefined)
}

async function subfolders (folder: string, names: RegExp): Promise<string[]> {
  const entries = await list(folder)
  return entries.filter(entry => entry.isDirectory() && names.test(entry.name)).map(entry => join(folder, entry.name))
}

/** A file that cannot be found or removed now does no harm, and is there at the next start. */
const list = async (folder: string) => await readdir(folder, { withFileTypes: true }).catch(() => [])
