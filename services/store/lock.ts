import { mkdirSync, statSync } from 'node:fs'
import { truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import { recordReader } from '../../core/contract/read-record.ts'
import { errorCode } from '../../core/domain/file-error.ts'
import { isAnyAlive } from '../../core/processes/known-processes.ts'
import { createProc } from '../../core/processes/proc.ts'
import { createFileWriter } from '../files/atomic-write.ts'
import { copyDamagedAside } from '../files/move-aside.ts'
import { readRecord } from '../files/read-record.ts'
import { openBare } from './database.ts'
import { isDamage, sqliteCode } from '../../core/domain/sqlite-error.ts'
import type { SqliteFile } from './sqlite.ts'

const readServerFile = recordReader(Type.Object({
  v: Type.Integer({ minimum: 1 }),
  pid: Type.Integer(),
  started_at: Type.String(),
  /** Which process that is, and which folder it has: pids are given anew, and folders are copied. Older: none. */
  start_ticks: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
  boot_id: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  folder: Type.Optional(Type.String())
}))

/**
 * Locks STATE_DIR for this process and writes `server.json`, which says who has it; the kernel releases the lock
 * however the process ends. A damaged `server.lock`, which holds nothing, is reported, kept aside and emptied; a
 * `server.json` that cannot be written is reported. Throws when another server has the folder, even where its lock was
 * removed, or when the lock cannot be taken.
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
  const other = await readOwner(state_dir)
  if (other !== null && other.pid !== owner.pid && hasFolder(other, state_dir)) {
    lock.close()
    throw new Error(inUse(state_dir, other))
  }
  const facts = { v: 1, ...owner, ...identify(owner.pid), folder: folderId(state_dir) }
  await createFileWriter().writeJson(join(state_dir, 'server.json'), facts).catch((error: unknown) => {
    report(`server.json cannot be written (${errorCode(error)}): it does not say which server has the folder`)
  })
  return () => {
    lock.close()
  }
}

type Owner = ReturnType<typeof readServerFile>
const proc = createProc(process.platform)
const identify = (pid: number) => ({ start_ticks: proc.find(pid)?.start_ticks ?? null, boot_id: proc.bootId() })

/** A copy has another one. */
function folderId (state_dir: string): string {
  const { dev, ino } = statSync(state_dir)
  return `${dev}:${ino}`
}

/** Null where nothing says who had it last. */
const readOwner = async (state_dir: string): Promise<Owner | null> =>
  await readRecord(readServerFile, join(state_dir, 'server.json')).catch(() => null)

/** Whether that server lives, and this is its folder: somebody may have removed the file that it has locked. */
const hasFolder = ({ pid, start_ticks = null, boot_id = null, folder }: Owner, state_dir: string): boolean =>
  folder === folderId(state_dir) && start_ticks !== null &&
  isAnyAlive(proc, { boot_id, runner: { pid, start_ticks }, trainer: null })

const inUse = (state_dir: string, other: Owner | null): string => {
  const who = other === null ? '' : ` (pid ${other.pid}, since ${other.started_at})`
  return `STATE_DIR ${state_dir} is in use by another server${who}; stop that one or set another STATE_DIR`
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
  return inUse(state_dir, await readOwner(state_dir))
}
