import type { ErrorCode } from '../contract/errors.ts'
import { errorCode } from './file-error.ts'
import { sqliteCode } from './sqlite-error.ts'

/** Why something could not be written. */
export interface WriteFailure {
  /** Its error in the error table. */
  code: Extract<ErrorCode, `disk_${string}`>
  /** The name that the system or SQLite gives it. */
  cause: string
  /** Whether the database failed, or a file. */
  what: 'store' | 'disk'
}

const codes: Record<string, WriteFailure['code']> = {
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  SQLITE_FULL: 'disk_full',
  EROFS: 'disk_read_only',
  SQLITE_READONLY: 'disk_read_only',
  EACCES: 'disk_denied',
  EPERM: 'disk_denied',
  EIO: 'disk_failing',
  SQLITE_IOERR: 'disk_failing',
  SQLITE_CANTOPEN: 'disk_failing'
}

/** Calls that fail with the same names and touch no file. */
const noFileCall = /^(spawn|connect|bind|listen|kill|accept|send|recv)/
const DEEPEST = 8

/** What could not be written, where an error or one of its causes says so; null for any other error. */
export function writeFailure (error: unknown): WriteFailure | null {
  let at = error
  for (let depth = 0; at instanceof Error && depth < DEEPEST; depth += 1) {
    const sqlite = sqliteCode(at)
    const cause = sqlite ?? (isFileError(at) ? errorCode(at) : '')
    const code = codes[cause]
    if (code !== undefined) return { code, cause, what: sqlite === null ? 'disk' : 'store' }
    at = at.cause
  }
  return null
}

const isFileError = (error: Error): boolean =>
  !('syscall' in error && typeof error.syscall === 'string' && noFileCall.test(error.syscall))

/** The error that another process told in words; a full or broken disk that they name stays one. */
export function errorInWords (message: string): Error {
  const code = /\b(ENOSPC|EDQUOT|EROFS|EACCES|EPERM|EIO)\b/.exec(message)?.[1]
  return code === undefined ? new Error(message) : Object.assign(new Error(message), { code })
}
