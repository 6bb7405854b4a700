import t from 'tap'
import { Value } from '@sinclair/typebox/value'
import { Condition, conditionNames } from '../../../../core/contract/conditions.ts'
import { withTrouble, withoutTrouble } from '../../../../core/domain/conditions.ts'

const job_id = '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42'
const [first, later] = ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:05.000Z']

t.test('[T90] trouble is listed once, since it began, with its newest cause and what to do', async t => {
  for (const condition of conditionNames) {
    const one = withTrouble([], { condition, cause: 'ENOSPC', job_id: null }, first)
    t.ok(one.every(entry => Value.Check(Condition, entry)))
    t.match(one, [{ condition, cause: 'ENOSPC', since: first }])
    t.match(one[0]?.message, 'ENOSPC')
    t.equal(withTrouble(one, { condition, cause: 'ENOSPC', job_id: null }, later), one, 'nothing new')
    t.match(withTrouble(one, { condition, cause: 'EROFS', job_id: null }, later), [{ cause: 'EROFS', since: first }])
    t.equal(withoutTrouble(one, { condition, job_id }), one)
    t.strictSame(withoutTrouble(one, { condition, job_id: null }), [])
  }
})

t.test('[T90] each training has a condition of its own, and the list has an end', async t => {
  const ids = Array.from({ length: 100 }, (_, n) => `${job_id.slice(0, -3)}${String(n).padStart(3, '0')}`)
  const list = ids.reduce<readonly Condition[]>(
    (before, id) => withTrouble(before, { condition: 'journal', cause: 'EIO', job_id: id }, first), []
  )
  t.equal(list.length, 16)
  t.equal(withTrouble(list, { condition: 'disk', cause: 'EIO', job_id: null }, first).length, 17)
})

t.test('[T301] the journal of an attempt that has ended is trouble in other words, since the same moment', async t => {
  const trouble = { condition: 'journal', cause: 'ENOSPC', job_id } as const
  const running = withTrouble([], trouble, first)
  const over = withTrouble(running, { ...trouble, is_over: true }, later)
  t.match(over, [{ cause: 'ENOSPC', job_id, since: first, message: /the attempt has ended.*cannot be recorded/ }])
  t.ok(Value.Check(Condition, over[0]))
  t.equal(withTrouble(over, { ...trouble, is_over: true }, later), over, 'nothing new')
})

t.test('[T90] what to do fits the cause', async t => {
  const hints: Array<[RegExp, string[]]> = [
    [/^Free some space on/, ['ENOSPC', 'SQLITE_FULL']], [/quota/, ['EDQUOT']],
    [/Mount/, ['EROFS', 'SQLITE_READONLY']], [/right to write/, ['EACCES', 'EPERM']],
    [/Put back what is missing/, ['ENOENT', 'ENOTDIR', 'EISDIR']], [/system log/, ['EIO', 'SQLITE_IOERR']]
  ]
  for (const [hint, causes] of hints) {
    for (const cause of causes) t.match(withTrouble([], { condition: 'disk', cause, job_id: null }, first), [{ hint }])
  }
})
