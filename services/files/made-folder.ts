import { mkdir, rmdir, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { errorCode } from '../../core/domain/file-error.ts'
import { syncFolder } from './atomic-write.ts'
import { ifExists } from './if-exists.ts'

/** Makes a folder, mode 0700; false where there is something of that name. Its parent must exist. */
export async function makeFolder (path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 })
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}

/** Removes files that the caller has made in a folder it has made, then the folder, unless something else is in it. */
export async function removeMade (folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) await ifExists(unlink(join(folder, name)))
  try {
    await rmdir(folder)
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(errorCode(error))) throw error
  }
  await syncFolder(dirname(folder))
}
