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
