import { lstat } from 'node:fs/promises'
import { isNotFound } from '../../core/domain/file-error.ts'

/** What a file call resolves with; null when its path leads to nothing. Other errors are thrown. */
export async function ifExists<T> (call: Promise<T>): Promise<T | null> {
  try {
    return await call
  } catch (error) {
    if (isNotFound(error)) return null
    throw error
  }
}

/** Whether there is nothing at a path; false where the system does not say. */
export async function isAbsent (path: string): Promise<boolean> {
  try {
    await lstat(path)
    return false
  } catch (error) {
    return isNotFound(error)
  }
}
