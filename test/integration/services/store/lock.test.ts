import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openDatabase } from '../../../../services/store/database.ts'
import { lockStateDir } from '../../../../services/store/lock.ts'
import { openStoreFile } from '../../../../services/store/open.ts'

const owner = { pid: process.pid, started_at: '2026-01-01T00:00:00.000Z' }
const newGeneration = (): string => 'made'

const contents = { garbage: Buffer.alloc(4096, 7), zeros: Buffer.alloc(512), text: 'abc' }
for (const [how, content] of Object.entries(contents)) {
  t.test(`[T47] a server.lock that holds ${how} is kept aside and emptied, and then locks as ever`, async t => {
    const dir = t.testdir()
    writeFileSync(join(dir, 'server.lock'), content)
    const said: string[] = []
    const unlock = await lockStateDir(dir, owner, message => { said.push(message) })
    t.equal(said.length, 1)
    t.match(said[0], /^server\.lock: is damaged/)
    t.ok(readFileSync(join(dir, 'server.lock.damaged-1')).equals(Buffer.from(content)))
    await t.rejects(lockStateDir(dir, owner, () => {}), /in use by another server \(pid \d+, since 2026/)
    unlock()
    const second = await lockStateDir(dir, owner, message => { said.push(message) })
    second()
    t.equal(said.length, 1, 'it is sound from then on')
  })
}

t.test('[T47] a lock that is held is not emptied, whatever is written into its file', async t => {
  const dir = t.testdir()
  const unlock = await lockStateDir(dir, owner, () => {})
  writeFileSync(join(dir, 'server.lock'), Buffer.alloc(4096, 7))
  await t.rejects(lockStateDir(dir, owner, () => {}), /in use by another server/)
  t.strictSame(readdirSync(dir).filter(name => name.includes('damaged')), [])
  unlock()
})

t.test('[T47] a lock that cannot be taken names the file and the cause, and no other server', async t => {
  const dir = t.testdir()
  mkdirSync(join(dir, 'server.lock'))
  const refused = lockStateDir(dir, owner, () => {})
  await t.rejects(refused, { message: /server\.lock cannot be locked \(.*unable to open.*\)/ })
  await refused.catch((error: Error) => { t.notMatch(error.message, /another server/) })
})

t.test('[T47] a store that the machine does not let us open is left where it is', async t => {
  const dir = t.testdir()
  const path = join(dir, 'store.db')
  const first = await openStoreFile(dir, newGeneration, () => 1)
  await first.db.destroy()
  renameSync(path, join(dir, 'elsewhere'))
  symlinkSync('store.db', path) // a loop: it is there, and no call can open it
  await t.rejects(openStoreFile(dir, newGeneration, () => 2), { message: /store\.db cannot be opened \(.*unable to open/ })
  rmSync(path)
  renameSync(join(dir, 'elsewhere'), path)
  const second = await openStoreFile(dir, () => 'another', () => 3)
  t.match(second, { generation: 'made', put_aside: null }, 'it is as it was')
  await second.db.destroy()
  t.notOk(readdirSync(dir).some(name => /corrupt|version/.test(name)))
})

t.test('[T47] a store whose rows are not what was written is put aside as damaged', async t => {
  const dir = t.testdir()
  const first = await openStoreFile(dir, newGeneration, () => 1)
  await first.db.insertInto('jobs').values({
    job_number: 1, job_id: 'a', job_slug: 'b', job_name: 'c', trainer: 'builtin', created_at: '', status: 'idle',
    last_seq: 0, state: '{"status":', config: '{}'
  }).execute()
  await first.db.destroy()
  const second = await openStoreFile(dir, () => 'another', () => 2)
  t.match(second, { generation: 'another', put_aside: { path: /store\.db\.corrupt-2$/ } })
  await second.db.destroy()
})

t.test('[T45] a store that a newer server marked with user_version is put aside whole, and kept', async t => {
  const dir = t.testdir()
  const first = await openStoreFile(dir, newGeneration, () => 1)
  await first.db.destroy()
  const { raw } = openDatabase(join(dir, 'store.db'))
  raw.exec('PRAGMA user_version = 9')
  raw.close()
  const second = await openStoreFile(dir, () => 'another', () => 2)
  t.match(second, { generation: 'another', put_aside: { path: /store\.db\.version-9-2$/, why: /version 9/ } })
  await second.db.destroy()
  const kept = openDatabase(join(dir, 'store.db.version-9-2'))
  t.match(kept.raw.prepare("SELECT value FROM meta WHERE key = 'generation'").all(), [{ value: 'made' }])
  kept.raw.close()
})

t.test('[T302] a folder whose server.lock was removed is refused while the server that has it lives', async t => {
  const dir = join(t.testdir(), 'state')
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' })
  t.teardown(() => { other.kill('SIGKILL') })
  const unlock = await lockStateDir(dir, { ...owner, pid: other.pid! }, () => {})
  unlock()
  rmSync(join(dir, 'server.lock'))
  await t.rejects(lockStateDir(dir, owner, () => {}), { message: `in use by another server (pid ${other.pid}, since` })
  const copy = `${dir}-copy`
  cpSync(dir, copy, { recursive: true })
  const copied = await lockStateDir(copy, owner, () => {})
  copied()
  other.kill('SIGKILL')
  await once(other, 'exit')
  const after = await lockStateDir(dir, owner, () => {})
  after()
})

t.test('[T303] a server.json that cannot be written is reported, and keeps no server from starting', async t => {
  const dir = t.testdir()
  mkdirSync(join(dir, 'server.json'))
  const said: string[] = []
  const unlock = await lockStateDir(dir, owner, message => { said.push(message) })
  t.match(said, [/^server\.json cannot be written \(\w+\)/])
  unlock()
})
