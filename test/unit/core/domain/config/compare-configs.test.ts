import t from 'tap'
import { areEqual, compareConfigs } from '../../../../../core/domain/config/compare-configs.ts'
import { changedFrom, fieldName, valueWords } from '../../../../../web/jobs/config-words.ts'

t.test('[U46] of several configs only what differs is listed, with the value of each, by part', async t => {
  const { groups, equal } = compareConfigs([
    { rate: 1, same: { a: 1 }, 'a/b': 1, b: 1 }, { rate: 2, same: { a: 1 }, 'a/b': 1, b: 1 },
    { rate: 1, same: { a: 2 }, b: 1 }
  ])
  t.strictSame(groups, [
    {
      title: 'General',
      rows: [{ pointer: '/rate', values: [1, 2, 1] }, { pointer: '/a~1b', values: [1, 1, undefined] }]
    },
    { title: 'same', rows: [{ pointer: '/same/a', values: [1, 1, 2] }] }
  ])
  t.strictSame(equal, [{ pointer: '/b', values: [1, 1, 1] }])
  t.strictSame([0, 1, 2].map(place => changedFrom(groups, 0, place)), [0, 1, 2])
  t.strictSame(compareConfigs([{ a: 1 }, { a: 1 }]).groups, [])
  t.strictSame(compareConfigs([]).groups, [])
})

t.test('[U46] a list that is empty in one config is one row with the whole value of each', async t => {
  t.strictSame(compareConfigs([{ list: [] }, { list: [{ a: 1, b: 2 }] }]).groups, [
    { title: 'General', rows: [{ pointer: '/list', values: [[], [{ a: 1, b: 2 }]] }] }
  ])
  t.ok(areEqual([{ a: 1, b: 2 }, { b: 2, a: 1 }]), 'the order of fields counts for nothing')
})

t.test('a text that is written like another value keeps its quotes', async t => {
  t.strictSame(['CONSTANT', '1', 'true', '', 1, null, [1]].map(valueWords), [
    'CONSTANT', '"1"', '"true"', '""', '1', 'null', '[1]'
  ])
  t.strictSame([fieldName('/samples/0/prompt', 'samples'), fieldName('/a~1b', 'General')], ['0 · prompt', 'a/b'])
})

t.test('a list is no object, names of the prototype are no fields, and entries of a list are compared', async t => {
  const rowsOf = (...configs: unknown[]) => compareConfigs(configs).groups.flatMap(({ rows }) => rows)
  t.strictSame(rowsOf({ a: [] }, { a: {} }), [{ pointer: '/a', values: [[], {}] }])
  t.strictSame(rowsOf({}, { toString: 1 }), [{ pointer: '/toString', values: [undefined, 1] }])
  t.strictSame(rowsOf({ a: { 'b/c': 1 }, d: [1] }, { a: { 'b/c': 2 }, d: [1, 3], e: null }), [
    { pointer: '/a/b~1c', values: [1, 2] }, { pointer: '/d/1', values: [undefined, 3] },
    { pointer: '/e', values: [undefined, null] }
  ])
})
