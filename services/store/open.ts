import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import type { Kysely } from 'kysely'
import { recordReader } from '../../core/contract/read-record.ts'
import { createFileWriter } from '../files/atomic-write.ts'
import { moveAside } from '../files/move-aside.ts'
import { readRecord } from '../files/read-record.ts'
import { openBare, openDatabase } from './database.ts'
import { SqliteMissing } from './sqlite.ts'
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
 * deleted.
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
    if (error instanceof SqliteMissing || !existsSync(path)) throw error
    const version = error instanceof OtherVersion ? error.version : null
    const aside = `${path}.${version === null ? 'corrupt' : `version-${version}`}-${now()}`
    for (const suffix of ['', '-wal', '-shm']) await moveAside(path + suffix, aside + suffix)
    const why =
      version === null
        ? 'The store was damaged and is rebuilt from the journals; the old file was kept'
        : `The store is of version ${version}, this server's is ${SCHEMA_VERSION}: it is made again from the ` +
          'journals; the old file was kept'
    return { ...(await openChecked(path, newGeneration)), put_aside: { path: aside, why } }
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

async function openChecked (
  path: string,
  newGeneration: () => string
): Promise<{ db: Kysely<Tables>, generation: string }> {
  const { raw, db } = openDatabase(path)
  try {
    const [verdict] = raw.prepare('PRAGMA quick_check(1)').all() as Array<{ quick_check: string }>
    if (verdict?.quick_check !== 'ok') throw new Error(`the store is damaged: ${verdict?.quick_check}`)
    await createMeta(db)
    const meta = new Map((await db.selectFrom('meta').selectAll().execute()).map(row => [row.key, row.value]))
    const version = meta.get('schema_version') ?? SCHEMA_VERSION
    if (version !== SCHEMA_VERSION) throw new OtherVersion(version)
    await createTables(db)
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

const readServerFile = recordReader(Type.Object({
  v: Type.Integer({ minimum: 1 }),
  pid: Type.Integer(),
  started_at: Type.String()
}))

/**
 * Locks STATE_DIR for this process and writes `server.json`, which says who has it; the kernel releases the lock
 * however the process ends. Throws when another server has it.
 */
export async function lockStateDir (
  state_dir: string, owner: { pid: number, started_at: string }
): Promise<() => void> {
  mkdirSync(state_dir, { recursive: true, mode: 0o700 })
  const path = join(state_dir, 'server.json')
  const lock = openBare(join(state_dir, 'server.lock'))
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (cause) {
    lock.close()
    const other = await readRecord(readServerFile, path).catch(() => null) // it only makes the message better
    const who = other === null ? '' : ` (pid ${other.pid}, since ${other.started_at})`
    throw new Error(
      `STATE_DIR ${state_dir} is in use by another server${who}; stop that one or set another STATE_DIR`,
      { cause }
    )
  }
  try {
    await createFileWriter().writeJson(path, { v: 1, ...owner })
  } catch (error) {
    lock.close()
    throw error
  }
  return () => {
    lock.close()
  }
}
