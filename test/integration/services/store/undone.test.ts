import { join } from 'node:path'
import t from 'tap'
import { openDatabase } from '../../../../services/store/database.ts'

t.test('[T95] a transaction that SQLite itself undid fails with the error that undid it', async t => {
  const { raw, db } = openDatabase(join(t.testdir(), 'store.db'))
  t.teardown(() => { raw.close() })
  raw.exec('CREATE TABLE once (id INTEGER PRIMARY KEY ON CONFLICT ROLLBACK)')
  const insert = async (...ids: number[]) => {
    await db.transaction().execute(async trx => {
      for (const id of ids) await trx.insertInto('once' as never).values({ id } as never).execute()
    })
  }
  await insert(1)
  await t.rejects(insert(2, 1), /UNIQUE constraint failed/)
  t.same(raw.prepare('SELECT id FROM once').all(), [{ id: 1 }], 'and nothing of it is kept')
  await insert(3)
  t.same(raw.prepare('SELECT id FROM once').all(), [{ id: 1 }, { id: 3 }], 'the next one is made as ever')
})

t.test('[T95] a full disk is told as such, whatever the transaction has done', async t => {
  const { raw, db } = openDatabase(join(t.testdir(), 'store.db'))
  t.teardown(() => { raw.close() })
  raw.exec('CREATE TABLE big (id INTEGER PRIMARY KEY, text TEXT); PRAGMA max_page_count = 30; PRAGMA cache_size = 1')
  await t.rejects(db.transaction().execute(async trx => {
    for (let id = 0; id < 100; id++) {
      await trx.insertInto('big' as never).values({ id, text: 'x'.repeat(4000) } as never).execute()
    }
  }), /disk is full/)
  t.same(raw.prepare('SELECT count(*) AS rows FROM big').all(), [{ rows: 0 }])
})
