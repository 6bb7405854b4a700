import t from 'tap'
import { loadSqlite, SqliteMissing } from '../../../../services/store/sqlite.ts'
import type { SqliteSources } from '../../../../services/store/sqlite.ts'
import { optionalPackages } from '../../../../services/system/optional-packages.ts'

const notInstalled = (): never => { throw Object.assign(new Error('no such module'), { code: 'MODULE_NOT_FOUND' }) }
const nowhere: SqliteSources = { built_in: () => undefined, from_package: notInstalled }
const line = /^Node \d+ needs the package @photostructure\/sqlite: run npm install, or use Node 22.13 or newer$/

t.test('[G20] the built-in SQLite is used where Node has it, and the package below', async t => {
  const [mine, theirs] = [
    { DatabaseSync: class MineError extends Error {} },
    { DatabaseSync: class TheirsError extends Error {} }
  ]
  t.equal(loadSqlite({ built_in: () => mine, from_package: notInstalled }), mine as unknown)
  t.equal(loadSqlite({ built_in: () => undefined, from_package: () => theirs }), theirs as unknown)
})

t.test(
  '[G20] where there is no SQLite the error says what to do; a package that does not load is another error',
  async t => {
    t.throws(() => loadSqlite(nowhere), { constructor: SqliteMissing, code: 'SQLITE_MISSING', message: line })
    const broken = (): never => {
      throw Object.assign(new Error('wrong ELF class'), { code: 'ERR_DLOPEN_FAILED' })
    }
    t.throws(() => loadSqlite({ built_in: () => undefined, from_package: broken }), { code: 'ERR_DLOPEN_FAILED' })
  }
)

t.test('[G20] the doctor names the optional packages that are missing', async t => {
  const there = { sqlite: () => ({}), sharp: async () => ({}) }
  t.match(await optionalPackages(there), [{ name: 'sqlite', status: 'ok' }, { name: 'sharp', status: 'ok' }])
  t.match(await optionalPackages({ sqlite: () => loadSqlite(nowhere), sharp: async () => null }), [
    { name: 'sqlite', status: 'missing', message: line },
    { name: 'sharp', status: 'warning', message: /pictures are served whole$/, hint: 'run npm install' }
  ])
})
