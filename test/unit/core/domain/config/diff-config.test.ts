import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { diffConfig } from '../../../../../core/domain/config/diff-config.ts'
import { isObject } from '../../../../../core/domain/schema/json-schema.ts'

/** Configs of a few names, so that two of them have fields in common. */
const { config } = fc.letrec(tie => ({
  value: fc.oneof({ maxDepth: 3 }, fc.integer({ min: 0, max: 2 }), fc.constant(null), fc.boolean(), tie('config'),
    fc.array(tie('value'), { maxLength: 2 })),
  config: fc.dictionary(fc.constantFrom('a', 'b', 'c/d', 'e~f'), tie('value'), { maxKeys: 3, noNullPrototype: true })
}))

/** The value at a JSON pointer; null where there is none. */
const valueAt = (document: unknown, pointer: string): unknown =>
  pointer.split('/').slice(1).reduce<unknown>((value, part) => {
    const key = part.replace(/~1/g, '/').replace(/~0/g, '~')
    return isObject(value) && Object.hasOwn(value, key) ? value[key] : null
  }, document) ?? null

t.test('[C12] a config does not differ from itself', async () => {
  fc.assert(fc.property(config, config => { assert.deepEqual(diffConfig(config, structuredClone(config)), []) }))
})

t.test('[C12] a difference names the value on either side, at a pointer of its own', async () => {
  fc.assert(
    fc.property(config, config, (base, value) => {
      const changes = diffConfig(base, value)
      for (const change of changes) {
        assert.deepEqual(change.value, valueAt(value, change.pointer))
        assert.deepEqual(change.default, valueAt(base, change.pointer))
        assert.notDeepEqual(change.value, change.default)
      }
      const pointers = changes.map(({ pointer }) => pointer)
      assert.ok(!pointers.some(one => pointers.some(other => other.startsWith(`${one}/`))), 'one contains another')
      assert.equal(new Set(pointers).size, pointers.length)
    })
  )
})

t.test('[C12] the reverse difference has the same pointers, with the two sides swapped', async () => {
  type Changes = ReturnType<typeof diffConfig>
  const sorted = (changes: Changes) => changes.toSorted((a, b) => a.pointer < b.pointer ? -1 : 1)
  const turned = (changes: Changes): Changes =>
    changes.map(({ pointer, value, default: base }) => ({ pointer, value: base, default: value }))
  fc.assert(
    fc.property(config, config, (one, other) => {
      assert.deepEqual(sorted(turned(diffConfig(other, one))), sorted(diffConfig(one, other)))
    })
  )
})

t.test('[C12] objects are compared field by field and lists as a whole', async t => {
  t.strictSame(diffConfig({ unet: { train: true, lr: 1 } }, { unet: { train: false, lr: 1 } }), [
    { pointer: '/unet/train', value: false, default: true }
  ])
  t.strictSame(diffConfig({ list: [{ a: 1 }, 2] }, { list: [{ a: 1 }, 3] }), [
    { pointer: '/list', value: [{ a: 1 }, 3], default: [{ a: 1 }, 2] }
  ])
  t.strictSame(diffConfig({ list: [{ a: [1] }] }, { list: [{ a: [1] }] }), [])
  t.strictSame(diffConfig({ list: [1] }, { list: [1, 2] }).length, 1)
  t.strictSame(diffConfig({ a: null }, {}), [], 'a field that is null is as one that is left out')
})
