import { statSync } from 'node:fs'
import { join } from 'node:path'
import { journalFile } from '../../core/contract/journal.ts'
import { errorCode } from '../../core/domain/file-error.ts'
import type { Cursor } from '../store/store.ts'

/**
 * What the disk no longer has of a journal that was read up to a cursor: the store still knows its events, and a store
 * that is rebuilt does not. Null where all of it is there. `attempt`: for the text.
 */
export function journalProblem (attempt_dir: string, attempt: number, { segment, offset }: Cursor): string | null {
  for (let number = 1; number <= segment; number++) {
    const read = number === segment ? offset : 1
    const bytes = sizeOf(join(attempt_dir, journalFile(number)))
    const file = `a${attempt}/${journalFile(number)}`
    if (typeof bytes === 'string') return `${file}: cannot be read (${bytes})`
    if (read > 0 && bytes === null) return `${file}: is missing`
    if (read > (bytes ?? 0)) return `${file}: is shorter than what was read of it`
  }
  return null
}

/** Bytes of a file; null where there is none; else the system's error. */
function sizeOf (path: string): number | null | string {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size ?? null
  } catch (error) {
    return errorCode(error)
  }
}
