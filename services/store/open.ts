import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { moveAside } from '../files/move-aside.ts'
import { completeRollups } from './complete-rollups.ts'
import { openDatabase } from './database.ts'
import { isDamage, sqliteCode } from '../../core/domain/sqlite-error.ts'
import type { SqliteFile } from './sqlite.ts'
import { createMeta, createTables, SCHEMA_VERSION } from './tables.ts'
import type { Tables } from './tables.ts'

export interface OpenedDatabase {
  db: Kysely<Tables>
  /** Names this history; cursors of another generation do not belong to it. */
  generation: string
  /** Set when a file was put aside; the journals fill a new one. `why` is a sentence for the log. */
  put_aside: { path: string, why: string } | null
}

/**
 * Opens STATE_DIR/store.db, or makes a new one. A file that is damaged or of another version is put aside, never
 * deleted. Throws where the machine does not let us open it: the file may be sound.
 */
export async function openStoreFile (
  state_dir: string,
  newGeneration: () => string,
  now: () => number
): Promise<OpenedDatabase> {
  const path = join(state_dir, 'store.db')
  mkdirSync(state_dir, { recursive: true, mode: 0o700 })
  try {
    return { ...(await openChecked(path, newGeneration)), put_aside: null }
  } catch (error) {
    const version = error instanceof OtherVersion ? error.version : null
    if (version === null && !(error instanceof StoreDamaged) && !isDamage(error)) throw withPath(error, path)
    const aside = `${path}.${version === null ? 'corrupt' : `version-${version}`}-${now()}`
    for (const suffix of ['', '-wal', '-shm']) await moveAside(path + suffix, aside + suffix)
    const opened = await openChecked(path, newGeneration)
    if (version === null) {
      const why = 'The store was damaged and is rebuilt from the journals; the old file was kept'
      return { ...opened, put_aside: { path: aside, why } }
    }
    const why = `The store is of version ${version}, this server's is ${SCHEMA_VERSION}: it is made again from the ` +
      `journals; the old file was kept${await takeReplies(opened.db, aside)}`
    return { ...opened, put_aside: { path: aside, why } }
  }
}

/**
 * Takes over what no journal has: the replies to requests with an Idempotency-Key, so that one that is sent again after
 * an upgrade does not act again. Resolves with what failed, for the log.
 */
async function takeReplies (db: Kysely<Tables>, older: string): Promise<string> {
  try {
    await sql`ATTACH DATABASE ${older} AS older`.execute(db)
    await sql`
      INSERT OR IGNORE INTO replies (key, request_sha256, status, body)
      SELECT key, request_sha256, status, body FROM older.replies ORDER BY rowid`.execute(db)
    await sql`DETACH DATABASE older`.execute(db)
    return ''
  } catch (error) {
    return `; its replies to requests with an Idempotency-Key could not be taken over (${String(error)})`
  }
}

/** The store was made by an older or a newer server. */
class OtherVersion extends Error {
  readonly version: string

  constructor (version: string) {
    super(`the store is of version ${version}`)
    this.version = version
  }
}

/** SQLite can read the file, and what is in it makes no sense. */
class StoreDamaged extends Error {}

const NEXT = 'let this user read and write it and its folder; if it is no file, move it away: it is made again'
const withPath = (error: unknown, path: string): unknown => sqliteCode(error) === null
  ? error
  : new Error(`${path} cannot be opened (${String(error)}); ${NEXT}`, { cause: error })

/** Throws where the file is no store of ours. */
function check (raw: SqliteFile): void {
  const [verdict] = raw.prepare('PRAGMA quick_check(1)').all() as Array<{ quick_check: string }>
  if (verdict?.quick_check !== 'ok') throw new StoreDamaged(`the store is damaged: ${verdict?.quick_check}`)
  // No version so far has set it: one that does is a newer one.
  const [{ user_version }] = raw.prepare('PRAGMA user_version').all() as [{ user_version: number }]
  if (user_version !== 0) throw new OtherVersion(String(user_version))
}

/** Throws where the state of a job is not what was written: SQLite does not look into it. */
async function checkJobs (db: Kysely<Tables>): Promise<void> {
  for (const { job_number, state, config } of await db.selectFrom('jobs').selectAll().execute()) {
    try {
      for (const text of [state, config]) JSON.parse(text)
    } catch (cause) {
      throw new StoreDamaged(`the store is damaged: the row of job ${job_number} is not JSON`, { cause })
    }
  }
}

async function openChecked (
  path: string,
  newGeneration: () => string
): Promise<{ db: Kysely<Tables>, generation: string }> {
  const { raw, db } = openDatabase(path)
  try {
    check(raw)
    await createMeta(db)
    const meta = new Map((await db.selectFrom('meta').selectAll().execute()).map(row => [row.key, row.value]))
    const version = meta.get('schema_version') ?? SCHEMA_VERSION
    if (version !== SCHEMA_VERSION) throw new OtherVersion(version)
    await createTables(db)
    await completeRollups(db)
    await checkJobs(db)
    const generation = meta.get('generation') ?? meta.get('epoch') ?? newGeneration() // epoch: the key of older stores
    await db
      .insertInto('meta')
      .values([
        { key: 'schema_version', value: SCHEMA_VERSION },
        { key: 'generation', value: generation }
      ])
      .onConflict(conflict => conflict.doNothing())
      .execute()
    return { db, generation }
  } catch (error) {
    raw.close()
    throw error
  }
}
