import { Type } from '@sinclair/typebox'
import type { TSchema } from '@sinclair/typebox'
import t from 'tap'
import { TrainConfig } from '../../../../../core/contract/builtin-config.ts'
import { nullable, words } from '../../../../../core/contract/define.ts'
import { exampleOf } from '../../../../../core/domain/schema/schema-example.ts'
import { compileSchema } from '../../../../../services/configs/compile-schema.ts'

const schemas: TSchema[] = [
  TrainConfig,
  Type.Object({ type: Type.Literal('progress'), n: Type.Integer({ minimum: 3 }), on: Type.Boolean() }),
  Type.Object({ of: words(['hold', 'release'], 'How'), maybe: nullable(Type.String()), none: Type.Null() }),
  Type.Array(Type.Object({ s: Type.String() })), Type.Array(Type.Unknown()), Type.Array(Type.Any(), { minItems: 1 }),
  Type.Record(Type.String(), Type.Integer()), Type.Union([Type.Literal(1), Type.Literal(2)])
]

t.test('[D7] the example of a schema is a value that the schema allows', async t => {
  for (const schema of schemas) {
    t.strictSame(compileSchema({ ...schema })(exampleOf(schema)), [], JSON.stringify(schema).slice(0, 60))
  }
})

t.test('[D7] an example is the one a schema names, else its default, else its first word or alternative', async t => {
  t.equal(exampleOf({ type: 'string', examples: ['a', 'b'], default: 'c' }), 'a')
  t.equal(exampleOf({ type: 'string', default: 'c', enum: ['d', 'c'] }), 'c')
  t.equal(exampleOf({ type: 'string', default: null }), null)
  t.equal(exampleOf({ enum: ['d', 'c'] }), 'd')
  t.equal(exampleOf({ const: 11, enum: [1] }), 11)
  t.equal(exampleOf({ anyOf: [{ type: 'integer', minimum: 5 }, { type: 'null' }] }), 5)
})

t.test('[D7] an example without anything to go by is the plainest value of its type', async t => {
  t.strictSame(exampleOf({ type: 'object', properties: { a: { type: 'boolean' }, b: { type: 'string' } } }), {
    a: false, b: ''
  })
  t.strictSame(exampleOf({ type: 'object' }), {})
  t.strictSame(exampleOf({ type: 'array' }), [])
  t.strictSame(exampleOf({ type: 'array', minItems: 1 }), [null])
  t.strictSame(exampleOf({ type: 'array', items: { type: 'number' } }), [0])
  for (const schema of [{}, true, null, { type: 'null' }]) t.equal(exampleOf(schema), null)
})
