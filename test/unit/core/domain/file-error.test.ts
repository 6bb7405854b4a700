import t from 'tap'
import { errorCode, isNotFound } from '../../../../core/domain/file-error.ts'

const failure = (code: unknown): Error => Object.assign(new Error('failed'), { code })

t.test('[T5] only a path that leads to nothing is absent; every other failure is not', async t => {
  for (const code of ['ENOENT', 'ENOTDIR']) t.equal(isNotFound(failure(code)), true, code)
  for (const error of [failure('EACCES'), failure('EIO'), failure('enoent'), failure(2), new Error('ENOENT'), null]) {
    t.equal(isNotFound(error), false, String(error))
  }
})

t.test('[T5] an error is named by its code, and by UNKNOWN where it has none', async t => {
  t.equal(errorCode(failure('ENOSPC')), 'ENOSPC')
  for (const error of [new Error('x'), failure(28), 'ENOSPC', { code: 'ENOSPC' }, undefined, null]) {
    t.equal(errorCode(error), 'UNKNOWN', String(error))
  }
})
