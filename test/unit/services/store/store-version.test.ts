import { chmodSync, existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { createReplyRows } from '../../../../services/store/reply-rows.ts'
import { openStoreFile } from '../../../../services/store/open.ts'

t.test(
  '[L16] a store of another version is set aside with a message that fits an upgrade, and replaced by one of a new generation',
  async t => {
    const dir = t.testdir()
    const first = await openStoreFile(
      dir,
      () => 'first',
      () => 1
    )
    t.equal(first.put_aside, null)
    await first.db.updateTable('meta').set({ value: '1' }).where('key', '=', 'schema_version').execute()
    await first.db.destroy()
    const second = await openStoreFile(
      dir,
      () => 'second',
      () => 2
    )
    t.match(second, {
      generation: 'second',
      put_aside: {
        path: join(dir, 'store.db.version-1-2'),
        why: /^The store is of version 1, this server's is \d+: it is made again from the journals; the old file was kept$/
      }
    })
    t.ok(existsSync(join(dir, 'store.db.version-1-2')))
    await second.db.destroy()
    const third = await openStoreFile(
      dir,
      () => 'third',
      () => 3
    )
    t.match(third, { generation: 'second', put_aside: null })
    await third.db.destroy()
    t.notOk(readdirSync(dir).some(name => name.includes('corrupt')))
  }
)

t.test('[L17] a store of an older version keeps its generation, so that cursors of its clients stay valid', async t => {
  const dir = t.testdir()
  const first = await openStoreFile(dir, () => 'first', () => 1)
  // as older servers called it
  await first.db.updateTable('meta').set({ key: 'epoch' }).where('key', '=', 'generation').execute()
  await first.db.destroy()
  for (const made of ['second', 'third']) {
    const opened = await openStoreFile(dir, () => made, () => 2)
    t.match(opened, { generation: 'first', put_aside: null })
    await opened.db.destroy()
  }
})

t.test('[L360] only the owner reads the store and what SQLite keeps beside it, also an older one', async t => {
  const dir = t.testdir()
  for (const made of ['first', 'second']) {
    const opened = await openStoreFile(dir, () => made, () => 1)
    for (const name of ['store.db', 'store.db-wal', 'store.db-shm']) {
      t.equal((statSync(join(dir, name)).mode & 0o777).toString(8), '600', `${name}, ${made}`)
    }
    await opened.db.destroy()
    chmodSync(join(dir, 'store.db'), 0o644)
  }
})

t.test('[L18] replies to requests with an Idempotency-Key are taken over from a store of another version', async t => {
  const dir = t.testdir()
  const reply = { key: 'k', request_sha256: 'x', status: 202, body: '{}' }
  const first = await openStoreFile(dir, () => 'first', () => 1)
  await createReplyRows(first.db).keep(reply)
  await first.db.updateTable('meta').set({ value: '1' }).where('key', '=', 'schema_version').execute()
  await first.db.destroy()
  const second = await openStoreFile(dir, () => 'second', () => 2)
  t.match(await createReplyRows(second.db).find('k'), reply)
  t.match(second.put_aside?.why, /was kept$/)
  await second.db.schema.dropTable('replies').execute()
  await second.db.updateTable('meta').set({ value: '1' }).where('key', '=', 'schema_version').execute()
  await second.db.destroy()
  const third = await openStoreFile(dir, () => 'third', () => 3)
  t.match(third.put_aside?.why, /could not be taken over \(.*no such table/)
  t.equal(await createReplyRows(third.db).find('k'), undefined)
  await third.db.destroy()
})
