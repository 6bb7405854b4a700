/** The operating system's name of a failed file or socket call, for example ENOSPC; UNKNOWN for any other error. */
export function errorCode (error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN'
}

/** Whether a path led to nothing: no such file, or one of its folders is none. */
export const isNotFound = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errorCode(error))
