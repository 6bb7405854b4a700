import { chmodSync, closeSync, existsSync, openSync } from 'node:fs'
import { Kysely, SqliteDialect } from 'kysely'
import type { SqliteDatabase, SqliteStatement } from 'kysely'
import { errorCode } from '../../core/domain/file-error.ts'
import { loadSqlite } from './sqlite.ts'
import type { Bind, SqliteFile } from './sqlite.ts'
import type { Tables } from './tables.ts'

const MODE = 0o600
const pragmas = [
  'journal_mode = WAL', 'synchronous = FULL', 'busy_timeout = 5000', 'foreign_keys = ON', 'cache_size = -8000',
  'temp_store = MEMORY',
  // A checkpoint blocks everything for tens of milliseconds: at 32 MiB it is rare, at the default 4 it is one commit in
  // a hundred.
  'wal_autocheckpoint = 8000'
]

/** Opens a bare SQLite file, for a lock. Throws `SqliteMissing` where there is no SQLite. */
export function openBare (path: string): SqliteFile {
  const { DatabaseSync } = loadSqlite()
  return new DatabaseSync(path)
}

/** Opens the SQLite file at `path`: WAL, and every commit is on the disk before it returns. */
export function openDatabase (path: string): { raw: SqliteFile, db: Kysely<Tables> } {
  makePrivate(path)
  const raw = openBare(path)
  try {
    for (const pragma of pragmas) raw.exec(`PRAGMA ${pragma}`)
  } catch (error) {
    raw.close()
    throw error
  }
  return { raw, db: new Kysely<Tables>({ dialect: new SqliteDialect({ database: adapt(raw) }) }) }
}

/** SQLite makes files that everyone may read; those beside the store get its mode. */
function makePrivate (path: string): void {
  try {
    if (existsSync(path)) chmodSync(path, MODE)
    else closeSync(openSync(path, 'a', MODE))
  } catch (error) {
    if (errorCode(error) === 'UNKNOWN') throw error // a file that cannot be opened is for SQLite to report
  }
}

const STATEMENTS_KEPT = 100

/** Statements are kept, because most texts come again and again. */
function adapt (raw: SqliteFile): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>()

  function prepare (text: string): SqliteStatement {
    if (text === 'rollback') return rollbackOf(raw)
    const statement = raw.prepare(text)
    return {
      reader: statement.columns().length > 0,
      all: values => statement.all(...toBinds(values)),
      // Of its own, because a statement that is stepped through cannot be run in between.
      iterate: values => raw.prepare(text).iterate(...toBinds(values)) as IterableIterator<unknown>,
      run: values => statement.run(...toBinds(values))
    }
  }

  return {
    close: () => { raw.close() },
    prepare (text) {
      const statement = kept.get(text) ?? prepare(text)
      kept.delete(text)
      kept.set(text, statement) // now the newest
      for (const oldest of kept.keys()) if (kept.size > STATEMENTS_KEPT) kept.delete(oldest)
      return statement
    }
  }
}

/**
 * SQLite itself undoes a transaction when the disk is full or fails. The rollback that Kysely sends then would throw,
 * and its error would hide why.
 */
function rollbackOf (raw: SqliteFile): SqliteStatement {
  return {
    reader: false,
    all: () => [],
    iterate: () => [][Symbol.iterator](),
    run () {
      try {
        raw.exec('ROLLBACK')
      } catch (error) {
        if (!(error instanceof Error && error.message.includes('no transaction is active'))) throw error
      }
      return { changes: 0, lastInsertRowid: 0 }
    }
  }
}

// Most values are SQLite's as they are, and a commit has thousands.
const toBinds = (values: readonly unknown[]): readonly Bind[] => values.every(isBind) ? values : values.map(toBind)

const isBind = (value: unknown): value is Bind =>
  value === null || typeof value === 'string' || Number.isFinite(value) || typeof value === 'bigint' ||
  value instanceof Uint8Array

// The one place where values become SQLite's: it would take booleans, NaN and dates without a word and store something
// else.
function toBind (value: unknown): Bind {
  if (isBind(value)) return value
  if (value === undefined) return null
  if (typeof value === 'boolean') return value ? 1 : 0
  throw new TypeError(`a ${typeof value} (${String(value)}) cannot be stored`)
}
