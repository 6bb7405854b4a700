import { createRequire } from 'node:module'
import { errorCode } from '../../core/domain/file-error.ts'

/** The part of `node:sqlite` that we use; `@photostructure/sqlite` has the same API. */
export interface Sqlite { DatabaseSync: new (path: string) => SqliteFile }

/** An open SQLite file. */
export interface SqliteFile {
  exec: (text: string) => void
  prepare: (text: string) => SqliteStatement
  close: () => void
}

/** What SQLite stores of our values. */
export type Bind = string | number | bigint | null | Uint8Array

interface SqliteStatement {
  columns: () => object[]
  all: (...values: Bind[]) => unknown[]
  iterate: (...values: Bind[]) => Iterable<unknown>
  run: (...values: Bind[]) => { changes: number | bigint, lastInsertRowid: number | bigint }
}

/** Where SQLite may come from; `from_package` throws MODULE_NOT_FOUND where the package is not installed. */
export interface SqliteSources {
  built_in: () => object | undefined
  from_package: () => object
}

const require = createRequire(import.meta.url)

const sources: SqliteSources = {
  built_in: () => process.getBuiltinModule('node:sqlite'),
  from_package: () => require('@photostructure/sqlite') as object // as: a module is an object
}

/** Neither Node nor a package brings SQLite; `code` is SQLITE_MISSING. */
export class SqliteMissing extends Error {
  readonly code = 'SQLITE_MISSING'

  constructor (cause: unknown) {
    const [major] = process.versions.node.split('.')
    super(`Node ${major} needs the package @photostructure/sqlite: run npm install, or use Node 22.13 or newer`, {
      cause
    })
  }
}

/**
 * SQLite as Node has it, built in without a flag from 22.13 on; below that from the package. Throws `SqliteMissing`.
 */
export function loadSqlite ({ built_in, from_package }: SqliteSources = sources): Sqlite {
  return (built_in() ?? installed(from_package)) as Sqlite // as: both have the API of node:sqlite
}

function installed (from_package: () => object): object {
  try {
    return from_package()
  } catch (error) {
    if (errorCode(error) !== 'MODULE_NOT_FOUND') throw error
    throw new SqliteMissing(error)
  }
}
