import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { isObject } from '../../../../../core/domain/schema/json-schema.ts'
import type { JsonObject } from '../../../../../core/domain/schema/json-schema.ts'
import { mergeConfig } from '../../../../../core/domain/config/merge-config.ts'

const key = fc.constantFrom('a', 'b', 'c')
const leaf = fc.oneof(fc.integer(), fc.constant(null), fc.array(fc.integer(), { maxLength: 2 }))
const objectOf = <T>(value: fc.Arbitrary<T>) => fc.dictionary(key, value, { noNullPrototype: true })
const config = objectOf(fc.oneof(leaf, objectOf(fc.oneof(leaf, objectOf(leaf)))))

/** The paths of all that holds nothing further, with their values. */
const leaves = (value: unknown, path = ''): Array<[string, unknown]> => isObject(value) && Object.keys(value).length > 0
  ? Object.entries(value).flatMap(([key, item]) => leaves(item, `${path}/${key}`))
  : [[path, value]]

t.test('[Q9] each value of the overrides is in the merged config, and what they leave alone stays', async () => {
  fc.assert(
    fc.property(config, config, (base, overrides) => {
      const merged = mergeConfig(base, overrides)
      const kept = Object.keys(base).filter(key => !Object.hasOwn(overrides, key))
      for (const key of kept) assert.equal(merged[key], (base as JsonObject)[key])
      const found = new Map(leaves(merged))
      const changed = leaves(overrides).filter(([, value]) => !isObject(value))
      for (const [path, value] of changed) assert.equal(found.get(path), value)
    })
  )
})

t.test('[Q9] a merge without overrides changes nothing, and merging twice is merging once', async () => {
  fc.assert(
    fc.property(config, config, (base, overrides) => {
      const merged = mergeConfig(base, overrides)
      assert.deepEqual(mergeConfig(base, {}), base)
      assert.deepEqual(mergeConfig(merged, overrides), merged)
    })
  )
})

t.test('[Q9] objects are merged; lists, null and everything else replace what was there', async t => {
  const base = { unet: { train: true, part: { a: 1, b: 2 } }, list: [1, 2], text: 'x' }
  t.strictSame(mergeConfig(base, { unet: { part: { b: 3 } } }), {
    ...base, unet: { train: true, part: { a: 1, b: 3 } }
  })
  t.strictSame(mergeConfig(base, { list: [3], unet: null }), { unet: null, list: [3], text: 'x' })
  t.strictSame(mergeConfig(base, { text: { a: 1 } }).text, { a: 1 })
})

t.test('[Q9] neither the config nor the overrides are touched', async () => {
  fc.assert(
    fc.property(config, config, (base, overrides) => {
      const before = structuredClone([base, overrides])
      mergeConfig(base, overrides)
      assert.deepEqual([base, overrides], before)
    })
  )
})

t.test('[Q9] overrides cannot change a prototype', async t => {
  const attack = JSON.parse('{"__proto__": {"admin": true}, "unet": {"__proto__": {"admin": true}}}') as JsonObject
  const merged = mergeConfig({ unet: { train: true } }, attack)
  t.equal(Object.getPrototypeOf(merged), Object.prototype)
  t.equal(Object.getPrototypeOf(merged.unet), Object.prototype)
  t.notOk('admin' in merged || 'admin' in {})
  t.same(Object.keys(merged).sort(), ['__proto__', 'unet'], 'the field stays a field, for the check to refuse')
})

t.test(
  '[Q9] overrides are merged into a config object by object; nothing given is changed, and no key reaches a prototype',
  t => {
    t.strictSame(mergeConfig({ a: 1, b: { c: 2, d: [1] } }, { b: { d: [2], e: 3 }, f: null }), {
      a: 1, b: { c: 2, d: [2], e: 3 }, f: null
    })
    const evil = mergeConfig(
      { a: {} },
      JSON.parse('{"__proto__":{"evil":1},"a":{"__proto__":{"evil":1}},"constructor":{"prototype":{"evil":1}}}')
    )
    t.equal(Object.getPrototypeOf(evil), Object.prototype)
    t.equal(({} as Record<string, unknown>).evil, undefined)
    t.ok(Object.hasOwn(evil, '__proto__') && Object.hasOwn(evil.a as object, '__proto__'))
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }),
        fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }),
        (config, overrides) => {
          const before = structuredClone([config, overrides])
          const merged = mergeConfig(config, overrides)
          assert.deepEqual([config, overrides], before)
          assert.deepEqual(mergeConfig(merged, overrides), merged, 'once more changes nothing')
          assert.deepEqual(
            new Set(Object.keys(merged)),
            new Set([...Object.keys(config), ...Object.keys(overrides)])
          )
        }
      )
    )
    t.end()
  }
)
