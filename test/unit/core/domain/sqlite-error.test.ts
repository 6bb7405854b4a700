import t from 'tap'
import { isDamage, sqliteCode } from '../../../../core/domain/sqlite-error.ts'

const failure = (errcode: number): Error => Object.assign(new Error('x'), { errcode })

t.test('[T47] what SQLite cannot read is damage; a failure of the machine is none, nor is an error of others', async t => {
  for (const errcode of [11, 26, 267]) { // corrupt, no database, a corrupt virtual table
    t.strictSame([isDamage(failure(errcode)), sqliteCode(failure(errcode))], [true, null], String(errcode))
  }
  t.strictSame([isDamage(failure(13)), sqliteCode(failure(13))], [false, 'SQLITE_FULL'])
  t.strictSame([isDamage(failure(266)), sqliteCode(failure(266))], [false, 'SQLITE_IOERR'], 'an extended code')
  for (const other of [new Error('x'), { errcode: 11 }, null]) t.equal(isDamage(other), false)
})
