/** Failures of the machine, not of the file: the next try may succeed. By SQLite's primary result code. */
const passing: Record<number, string> = {
  5: 'SQLITE_BUSY', 6: 'SQLITE_LOCKED', 7: 'SQLITE_NOMEM', 8: 'SQLITE_READONLY', 10: 'SQLITE_IOERR', 13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN'
}

/** The name of a failure of the machine that SQLite reports; null for any other error. */
export function sqliteCode (error: unknown): string | null {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : NaN
  return passing[code & 0xff] ?? null
}

/** Whether SQLite cannot use what the file holds. */
export const isDamage = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && sqliteCode(error) === null
