import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { DamagedRecord } from '../../core/contract/read-record.ts'
import type { ReadRecord } from '../../core/contract/read-record.ts'
import { errorCode } from '../../core/domain/file-error.ts'

/**
 * A record of ours from the disk; null when there is no such file. `file` names it in errors. Errors: DamagedRecord,
 * also for a file that the system does not let us read.
 */
export async function readRecord<T> (read: ReadRecord<T>, path: string, file = basename(path)): Promise<T | null> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => absentOrDamaged(error, file))
  return text === null ? null : read(text, file)
}

/** The same for whoever begins with it, before anything else is done. */
export function readRecordSync<T> (read: ReadRecord<T>, path: string, file = basename(path)): T | null {
  let text: string | null
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    text = absentOrDamaged(error, file)
  }
  return text === null ? null : read(text, file)
}

/** Whether the system could not read the file: its content may be sound, and may be read later. */
export const isUnreadable = (error: DamagedRecord): boolean => errorCode(error.cause) !== 'UNKNOWN'

function absentOrDamaged (error: unknown, file: string): null {
  if (errorCode(error) === 'ENOENT') return null
  throw new DamagedRecord(file, '', `cannot be read (${errorCode(error)})`, { cause: error })
}
