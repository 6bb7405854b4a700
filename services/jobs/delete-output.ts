import { unlink } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { syncFolder } from '../files/atomic-write.ts'
import { ifExists } from '../files/if-exists.ts'
import { lookAt, resolveInside } from '../files/open-inside.ts'
import { removeTree } from '../files/remove-tree.ts'

/** What the server and the runner keep in a job's folder: never an output, whatever a journal says. */
const isRecord = (name: string): boolean =>
  /^a\d+$/.test(name) || ['job.json', 'config.json', 'notes.jsonl', 'commands.jsonl'].includes(name)

/**
 * Deletes what a trainer wrote into its job's folder: a file, or a folder with all that is in it. False where it is not
 * there, or is none of its outputs. `path` is relative to the folder and is not trusted.
 */
export async function deleteOutput (job_dir: string, path: string): Promise<boolean> {
  const real = await resolveInside(job_dir, path)
  const facts = real === null ? null : await lookAt(real)
  if (real === null || facts === null || isRecord(join(sep, path).split(sep)[1] ?? '')) return false
  if (facts.isDirectory()) {
    // First what makes a backup complete: nothing resumes from half of one, should this be cut short.
    await ifExists(unlink(join(real, 'meta.json')))
    await removeTree(real)
  } else if (await ifExists(unlink(real)) === null) {
    return false
  }
  await ifExists(syncFolder(dirname(real)))
  return true
}
