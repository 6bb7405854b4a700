import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { checkDocument } from '../../../../../core/domain/config/check-document.ts'
import { compileSchema } from '../../../../../services/configs/compile-schema.ts'

const anything = () => []
const nested = (levels: number, wrap: (inner: unknown) => unknown): unknown =>
  Array.from({ length: levels }).reduce<unknown>(wrap, 1)

t.test('[C4] a document of up to 16 levels below its root is checked, a deeper one refused unchecked', async () => {
  const asked: unknown[] = []
  const count = (value: unknown) => { asked.push(value); return [] }
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.boolean(), (levels, is_list) => {
      asked.length = 0
      const document = nested(levels, inner => is_list ? [inner] : { a: inner })
      const findings = checkDocument(count, document)
      const is_too_deep = levels > 17
      assert.equal(findings.length, is_too_deep ? 1 : 0)
      assert.equal(asked.length, is_too_deep ? 0 : 1)
      if (is_too_deep) assert.equal(findings[0]?.pointer, (is_list ? '/0' : '/a').repeat(17))
    })
  )
})

t.test('[C4] a document that is too deep has one finding, however much else is wrong with it', async t => {
  const deep = JSON.parse('{"a":'.repeat(40) + '{"__proto__":1}' + '}'.repeat(40))
  for (const document of [deep, { a: deep, b: deep }]) {
    t.match(checkDocument(anything, document), [{ message: 'is nested more than 16 levels deep', severity: 'error' }])
    t.equal(checkDocument(anything, document).length, 1)
  }
})

t.test('[C1] a field named __proto__ is refused at any depth, by a schema that allows everything', async t => {
  const document = JSON.parse('{"__proto__": 1, "samples": [{"__proto__": {"admin": true}}]}')
  t.same(checkDocument(anything, document).map(({ pointer, message, hint }) => [pointer, message, hint]), [
    ['/__proto__', 'is a name no field may have', 'leave it out'],
    ['/samples/0/__proto__', 'is a name no field may have', 'leave it out']
  ])
})

t.test('[C3] an unknown field that resembles no other is answered with where the known ones are listed', async t => {
  const validate = compileSchema({ type: 'object', additionalProperties: false, properties: { epochs: {} } })
  t.match(checkDocument(validate, { quantum: 1 }), [{ pointer: '/quantum', hint: /GET \/api\/config\/schema/ }])
  t.match(checkDocument(validate, { epoch: 1 }), [{ pointer: '/epoch', hint: 'did you mean "epochs"?' }])
})

t.test('[C2] the findings of a document come in its own order, and what is missing comes last', async () => {
  const validate = compileSchema({
    type: 'object', required: ['z'], properties: { a: { type: 'null' }, b: { type: 'null' }, c: { type: 'null' } }
  })
  fc.assert(
    fc.property(fc.shuffledSubarray(['a', 'b', 'c']), keys => {
      const document = Object.fromEntries(keys.map(key => [key, 1]))
      const pointers = checkDocument(validate, document).map(({ pointer }) => pointer)
      assert.deepEqual(pointers, [...keys, 'z'].map(key => `/${key}`))
    })
  )
})
