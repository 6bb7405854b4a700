import t from 'tap'
import { diffConfigs } from '../../../../web/jobs/diff-configs.ts'

t.test('what is equal does not differ', async t => {
  t.same(diffConfigs({ a: { b: [1, 2] } }, { a: { b: [1, 2] } }), [])
})

t.test('each value that differs has its pointer', async t => {
  t.same(diffConfigs({ a: { 'b/c': 1 }, d: [1] }, { a: { 'b/c': 2 }, d: [1, 3], e: null }), [
    { pointer: '/a/b~1c', before: 1, after: 2 },
    { pointer: '/d/1', before: undefined, after: 3 },
    { pointer: '/e', before: undefined, after: null }
  ])
})

t.test('a list is no object, and names of the prototype are no fields', async t => {
  t.same(diffConfigs({ a: [] }, { a: {} }), [{ pointer: '/a', before: [], after: {} }])
  t.same(diffConfigs({}, { toString: 1 }), [{ pointer: '/toString', before: undefined, after: 1 }])
})
