import t from 'tap'
import { configRows } from '../../../../web/pages/compare/config-rows.ts'

t.test('[U46] of several configs only what differs is listed, with the value of each', async t => {
  t.strictSame(configRows([
    { rate: 1, same: { a: 1 }, 'a/b': 1 }, { rate: 2, same: { a: 1 }, 'a/b': 1 }, { rate: 1, same: { a: 2 } }
  ]), [
    { pointer: '/rate', values: [1, 2, 1] },
    { pointer: '/same/a', values: [1, 1, 2] },
    { pointer: '/a~1b', values: [1, 1, undefined] }
  ])
  t.strictSame(configRows([{ a: 1 }, { a: 1 }]), [])
  t.strictSame(configRows([]), [])
})
