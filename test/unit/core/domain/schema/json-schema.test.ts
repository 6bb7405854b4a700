import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Type } from '@sinclair/typebox'
import { pointTo } from '../../../../../core/domain/schema/json-pointer.ts'
import { complete, isObject, toDocument } from '../../../../../core/domain/schema/json-schema.ts'
import type { JsonSchema } from '../../../../../core/domain/schema/json-schema.ts'
import { compileSchema } from '../../../../../services/configs/compile-schema.ts'
import { contains } from '../../../../helpers/contains.ts'

const inner: JsonSchema = { type: 'object', properties: { n: { default: 1 }, list: { default: [{ deep: [] }] } } }
const schema: JsonSchema = {
  type: 'object',
  properties: {
    text: { type: 'string', default: 'x' },
    needed: { type: 'string' },
    part: inner,
    secret: { ...inner, writeOnly: true },
    list: { type: 'array', items: inner },
    maybe: { anyOf: [{ type: 'null' }, inner], default: null },
    plain: { type: 'array' },
    word: { anyOf: [{ type: 'number' }, { type: 'null' }] }
  }
}
const filled = { n: 1, list: [{ deep: [] }] }

t.test('[C6] defaults are filled in, in nested objects and lists too', async t => {
  t.strictSame(complete(schema, {}), { text: 'x', part: filled, maybe: null })
  t.strictSame(complete(schema, { part: { n: 2 }, list: [{}, { n: 3 }], maybe: {}, text: 'y' }), {
    text: 'y', part: { n: 2, list: filled.list }, list: [filled, { n: 3, list: filled.list }], maybe: filled
  })
  t.strictSame(complete(schema, { secret: {}, plain: [{}], word: null }), {
    text: 'x', part: filled, secret: filled, maybe: null, plain: [{}], word: null
  }, 'a secret is completed only where it is given')
})

t.test('[C6] what is wrong or unknown in a value stays as it is', async t => {
  const document = { text: 3, part: 'none', list: {}, maybe: 4, unknown: { n: 0 }, word: 'x' }
  t.strictSame(complete(schema, document), document)
  for (const value of [null, 3, 'x', undefined]) t.equal(complete(schema, value), value)
})

t.test('[C6] completing a complete value changes nothing, and no two values share a default', async t => {
  const json = fc.jsonValue()
  const part = fc.record({ n: fc.integer() }, { requiredKeys: [], noNullPrototype: true })
  const value = fc.record({
    text: json, part: fc.oneof(part, json), list: fc.oneof(fc.array(part), json), other: json
  }, { requiredKeys: [], noNullPrototype: true })
  fc.assert(
    fc.property(value, value => {
      const once = complete(schema, value)
      assert.deepEqual(complete(schema, once), once)
      assert.ok(contains(once, value))
    })
  )
  const changed = complete(inner, {}) as { list: Array<{ deep: unknown[] }> }
  changed.list[0]?.deep.push('mine')
  changed.list.push({ deep: [] })
  t.strictSame(complete(inner, {}), filled)
})

t.test('[C7] a published schema requires only fields without a default, at every level', async t => {
  const made = Type.Object({
    a: Type.Integer({ default: 1 }), b: Type.String(),
    list: Type.Array(Type.Object({ c: Type.Null({ default: null }) }), { default: [] })
  }, { additionalProperties: false })
  const document = toDocument(made as unknown as JsonSchema) // as: TypeBox schemas are JSON Schema
  t.strictSame(document, {
    additionalProperties: false, type: 'object', required: ['b'],
    properties: {
      a: { default: 1, type: 'integer' }, b: { type: 'string' },
      list: {
        default: [], type: 'array',
        items: { type: 'object', properties: { c: { default: null, type: 'null' } } }
      }
    }
  })
  t.strictSame(compileSchema(document)({ b: '', list: [{}] }), [])
  t.equal(compileSchema(document)({}).length, 1)
  t.strictSame(Object.getOwnPropertySymbols(document), [], 'the marks of the library that made it are not in it')
})

t.test('[C1] a JSON pointer identifies its member, whatever the name of the member', async t => {
  const key = fc.oneof(fc.string(), fc.stringMatching(/^[~/01a]{0,6}$/))
  fc.assert(
    fc.property(fc.array(key, { maxLength: 4 }), keys => {
      const pointer = keys.reduce((pointer, key) => pointTo(pointer, key), '')
      const read = pointer.split('/').slice(1).map(part => part.replace(/~1/g, '/').replace(/~0/g, '~'))
      assert.deepEqual(read, keys)
    })
  )
  t.equal(pointTo('/list', 3), '/list/3')
})

t.test('[C1] only what has named fields is an object', async t => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.anything()), isObject))
  for (const value of [null, [], [{}], 'x', 0, true, undefined]) t.notOk(isObject(value))
})

t.test('[C6] a completed value has its fields in the order of the schema, then those it does not know', async t => {
  // as: made of an object
  const done = complete(schema, { unknown: 1, maybe: null, text: 'y', secret: {} }) as object
  t.strictSame(Object.keys(done), ['text', 'part', 'secret', 'maybe', 'unknown'])
})
