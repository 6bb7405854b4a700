import { mkdirSync } from 'node:fs'
import { truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import { recordReader } from '../../core/contract/read-record.ts'
import { createFileWriter } from '../files/atomic-write.ts'
import { copyDamagedAside } from '../files/move-aside.ts'
import { readRecord } from '../files/read-record.ts'
import { openBare } from './database.ts'
import { isDamage, sqliteCode } from '../../core/domain/sqlite-error.ts'
import type { SqliteFile } from './sqlite.ts'

const readServerFile = recordReader(Type.Object({
  v: Type.Integer({ minimum: 1 }),
  pid: Type.Integer(),
  started_at: Type.String()
}))

/**
 * Locks STATE_DIR for this process and writes `server.json`, which says who has it; the kernel releases the lock
 * however the process ends. A damaged `server.lock`, which holds nothing, is reported, kept aside and emptied. Throws
 * when another server has the folder, or the lock cannot be taken.
 */
export async function lockStateDir (
  state_dir: string, owner: { pid: number, started_at: string }, report: (message: string) => void
): Promise<() => void> {
  mkdirSync(state_dir, { recursive: true, mode: 0o700 })
  const path = join(state_dir, 'server.lock')
  const lock = await takeLock(path, report).catch(async (cause: unknown) => {
    const code = sqliteCode(cause)
    throw code === null ? cause : new Error(await whyNot(state_dir, code, cause), { cause })
  })
  try {
    await createFileWriter().writeJson(join(state_dir, 'server.json'), { v: 1, ...owner })
  } catch (error) {
    lock.close()
    throw error
  }
  return () => {
    lock.close()
  }
}

async function takeLock (path: string, report: (message: string) => void): Promise<SqliteFile> {
  try {
    return openLock(path)
  } catch (error) {
    if (!isDamage(error)) throw error
    report('server.lock: is damaged; it holds nothing, and was kept aside and emptied')
    await copyDamagedAside(path)
    await truncate(path) // not replaced: two servers that start at once must meet in one file
    return openLock(path)
  }
}

function openLock (path: string): SqliteFile {
  const lock = openBare(path)
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    throw error
  }
}

async function whyNot (state_dir: string, code: string, cause: unknown): Promise<string> {
  if (code !== 'SQLITE_BUSY') {
    return `${join(state_dir, 'server.lock')} cannot be locked (${String(cause)}); make it readable and writable`
  }
  // It only makes the message better.
  const other = await readRecord(readServerFile, join(state_dir, 'server.json')).catch(() => null)
  const who = other === null ? '' : ` (pid ${other.pid}, since ${other.started_at})`
  return `STATE_DIR ${state_dir} is in use by another server${who}; stop that one or set another STATE_DIR`
}
