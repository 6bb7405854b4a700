import fs from 'node:fs'
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { basename, join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { openDatabase } from '../../../../services/store/database.ts'

/** Records every call of this process that makes a file or a name durable, in order. */
async function recordCalls (t: Test): Promise<string[]> {
  const calls: string[] = []
  const handle = await open(t.testdir())
  const prototype = Object.getPrototypeOf(handle) as FileHandle // as: of what `open` returns
  await handle.close()
  const { sync, writeFile } = prototype
  const nameOf = ({ fd }: FileHandle): string => basename(fs.readlinkSync(`/proc/self/fd/${fd}`))
  prototype.sync = async function (this: FileHandle) {
    await sync.call(this)
    calls.push(`sync ${nameOf(this)}`)
  }
  prototype.writeFile = async function (this: FileHandle, ...rest: Parameters<typeof writeFile>) {
    await writeFile.call(this, ...rest)
    calls.push(`write ${nameOf(this)}`)
  }
  const originals = { ...fs.promises }
  for (const name of ['rename', 'link', 'unlink'] as const) {
    const act = fs.promises[name] as (...paths: string[]) => Promise<void> // as: of all three
    fs.promises[name] = async (...paths: unknown[]) => {
      await act(...paths as string[]) // as: nobody passes anything else
      calls.push(`${name} ${basename(String(paths.at(-1)))}`)
    }
  }
  syncBuiltinESMExports()
  t.teardown(() => {
    Object.assign(prototype, { sync, writeFile })
    Object.assign(fs.promises, originals)
    syncBuiltinESMExports()
  })
  return calls
}

t.test('[T200] a change of a file is on the disk before it resolves: first its content, then its name', async t => {
  const calls = await recordCalls(t)
  const { createFileWriter } = await import('../../../../services/files/atomic-write.ts')
  const { write, create, remove, rename } = createFileWriter()
  const folder = t.testdir()
  const made = async (act: () => Promise<unknown>): Promise<string[]> => {
    calls.length = 0
    await act()
    return calls.map(call => call.replace(/ \..*\.tmp$/, ' draft').replace(basename(folder), 'folder'))
  }
  const path = join(folder, 'a')
  const draft = ['write draft', 'sync draft']
  t.strictSame(await made(async () => { await write(path, '1') }), [...draft, 'rename a', 'sync folder'])
  t.strictSame(await made(async () => await create(join(folder, 'b'), '1')), [...draft, 'link b', 'sync folder'])
  t.strictSame(await made(async () => await rename(path, join(folder, 'c'))), ['link c', 'sync folder'])
  t.strictSame(await made(async () => await remove(join(folder, 'c'))), ['unlink c', 'sync folder'])
})

t.test('[T201] a commit is on the disk before it returns', t => {
  const { raw } = openDatabase(join(t.testdir(), 'store.db'))
  t.teardown(() => { raw.close() })
  const setting = (name: string): unknown => Object.values(raw.prepare(`PRAGMA ${name}`).all()[0] ?? {})[0]
  t.strictSame([setting('journal_mode'), setting('synchronous')], ['wal', 2], 'FULL')
  t.end()
})
