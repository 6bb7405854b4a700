import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ifExists } from './if-exists.ts'

/** The drafts of `createFileWriter`; nobody else gives a file such a name. */
const DRAFT = /^\..+\.server-\d+-\d+\.tmp$/

/**
 * Removes what a server that was killed in the middle of a write left in a state folder. Only for the one who has
 * locked the folder, before it writes: a draft found then is nobody's.
 */
export async function removeLeftovers (state_dir: string): Promise<void> {
  const runs = join(state_dir, 'runs')
  const jobs = await subfolders(runs, /./)
  const attempts = await Promise.all(jobs.map(async job => await subfolders(job, /^a\d+$/)))
  const kept = ['cache', 'configs', 'networks', 'thumbnails'].map(name => join(state_dir, name))
  for (const folder of [state_dir, ...kept, ...jobs, ...attempts.flat()]) await removeDrafts(folder)
}

async function removeDrafts (folder: string): Promise<void> {
  const entries = await ifExists(readdir(folder, { withFileTypes: true })) ?? []
  const drafts = entries.filter(entry => entry.isFile() && DRAFT.test(entry.name))
  for (const { name } of drafts) await rm(join(folder, name), { force: true })
}

async function subfolders (folder: string, names: RegExp): Promise<string[]> {
  const entries = await ifExists(readdir(folder, { withFileTypes: true })) ?? []
  return entries.filter(entry => entry.isDirectory() && names.test(entry.name)).map(entry => join(folder, entry.name))
}
