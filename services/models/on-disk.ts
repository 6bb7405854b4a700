import { basename, dirname } from 'node:path'
import type { File } from '../../core/contract/values.ts'
import { listFolder } from '../files/list-folder.ts'
import type { ListedFile } from '../files/list-folder.ts'
import { lookAt, resolveInside } from '../files/open-inside.ts'

/** What there is of a model: its files, below `root`. */
export interface OnDisk { root: string, folder: boolean, files: ListedFile[] }

const MOST_FILES = 10_000

/**
 * What a job's folder holds of what was written there; null when it is not there, not whole, or of another size than it
 * was.
 */
export async function onDisk (job_dir: string, { path, bytes }: File): Promise<OnDisk | null> {
  const real = await resolveInside(job_dir, path)
  const facts = real === null ? null : await lookAt(real)
  if (real === null || facts === null) return null
  const folder = facts.isDirectory()
  if (!folder) {
    return facts.isFile() && facts.size === bytes
      ? { root: dirname(real), folder, files: [{ path: basename(real), bytes }] }
      : null
  }
  const { files, complete } = await listFolder(real, MOST_FILES)
  return complete && files.length > 0 && files.reduce((sum, file) => sum + file.bytes, 0) === bytes
    ? { root: real, folder, files }
    : null
}
