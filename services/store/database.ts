import { Kysely, SqliteDialect } from 'kysely'
import type { SqliteDatabase, SqliteStatement } from 'kysely'
import type { DatabaseSyncInstance as DatabaseSync } from '@photostructure/sqlite'
import type { Tables } from './tables.ts'

type Bind = string | number | bigint | null | Uint8Array
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
// node:sqlite is built in, without a flag, from 22.13 on; below that the same API comes from a package.
const sqlite = major > 22 || (major === 22 && minor >= 13)
  ? await import('node:sqlite' as string) as { DatabaseSync: new (path: string) => DatabaseSync }
  : await import('@photostructure/sqlite')

/** Opens the SQLite file at `path`: WAL, and every commit is on the disk before it returns. */
export function openDatabase (path: string): { raw: DatabaseSync, db: Kysely<Tables> } {
  const raw = new sqlite.DatabaseSync(path)
  raw.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY')
  // Folding the log into the file holds everything up for tens of milliseconds: at 32 MiB it is rare, at the default 4 it is one commit in a hundred.
  raw.exec('PRAGMA wal_autocheckpoint = 8000')
  return { raw, db: new Kysely<Tables>({ dialect: new SqliteDialect({ database: adapt(raw) }) }) }
}

/** Opens a bare SQLite file, for a lock. */
export const openBare = (path: string): DatabaseSync => new sqlite.DatabaseSync(path)

const STATEMENTS_KEPT = 100

/** Statements are kept, because most texts come again and again. */
function adapt (raw: DatabaseSync): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>()

  function prepare (text: string): SqliteStatement {
    const statement = raw.prepare(text)
    return {
      reader: statement.columns().length > 0,
      all: values => statement.all(...values.map(toBind)),
      // Of its own, because a statement that is stepped through cannot be run in between.
      iterate: values => raw.prepare(text).iterate(...values.map(toBind)) as IterableIterator<unknown>,
      run: values => statement.run(...values.map(toBind)) as { changes: number | bigint, lastInsertRowid: number | bigint }
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

// The one place where values become SQLite's: it would take booleans, NaN and dates without a word and store something else.
function toBind (value: unknown): Bind {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'string' || typeof value === 'bigint' || value instanceof Uint8Array) return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new TypeError(`a ${typeof value} (${String(value)}) cannot be stored`)
}
