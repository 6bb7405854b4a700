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
  /** The end of the path that failed, and what is wrong with it, where that is known. */
  file?: { path: string, problem: string }
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

/** What is not as it must be in our folders. The path is named: nobody finds it otherwise. */
const problems: Record<string, string> = {
  ENOENT: 'it or its folder is missing; put that back, or restart the server, and try again',
  ENOTDIR: 'a file stands where a folder must be; move it away and try again',
  EISDIR: 'a folder stands where a file must be; move it away and try again',
  EEXIST: 'something else has its name; move that away and try again',
  ENOTEMPTY: 'something else has its name; move that away and try again',
  ELOOP: 'its links lead in a circle; remove them and try again'
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
    const [path, problem] = [pathOf(at), problems[cause]]
    if (path !== null && problem !== undefined) {
      return { code: 'disk_damaged', cause, what: 'disk', file: { path, problem } }
    }
    at = at.cause
  }
  return null
}

const isFileError = (error: Error): boolean =>
  !('syscall' in error && typeof error.syscall === 'string' && noFileCall.test(error.syscall))

/** Its last two names; that of a draft is the one of its file. */
function pathOf (error: Error & { path?: unknown, dest?: unknown }): string | null {
  const path = error.dest ?? error.path
  if (typeof path !== 'string') return null
  return path.split('/').slice(-2).join('/').replace(/\.([^/]+)\.server-\d+-\d+\.tmp$/, '$1')
}

/** The error that another process told in words; a full or broken disk that they name stays one. */
export function errorInWords (message: string): Error {
  const code = /\b(ENOSPC|EDQUOT|EROFS|EACCES|EPERM|EIO)\b/.exec(message)?.[1]
  return code === undefined ? new Error(message) : Object.assign(new Error(message), { code })
}
