import { Type } from '@sinclair/typebox'
import t from 'tap'
import { asSent, withPrefixItems } from '../../../../core/openapi/as-sent.ts'

const body = (schema: object) => ({ required: true, content: { 'application/json': { schema } } })
const sent = (operation: object) => {
  const document = asSent({ openapi: '3.1.0', paths: { '/x': { post: operation } } })
  return (document.paths as { '/x': { post: unknown } })['/x'].post // as: one operation in, one operation out
}
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

t.test('[D200] a field with a default need not be sent, however deep it stands; one without must be', async t => {
  const schema = Type.Object({
    name: Type.String(),
    limit: Type.Integer({ default: 3 }),
    label: Type.Optional(Type.String({ default: 'x', description: 'A label' })),
    inner: Type.Object({ mode: Type.String({ default: 'hold' }), seed: Type.Integer() }),
    list: Type.Array(Type.Object({ at: Type.Integer({ default: 0 }) })),
    either: Type.Union([Type.Object({ on: Type.Boolean({ default: true }) }), Type.Null()])
  })
  t.match(plain(sent({ requestBody: body(schema) })), {
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: {
            required: ['name', 'inner', 'list', 'either'],
            properties: {
              limit: { type: 'integer', description: 'Default: 3' },
              label: { default: undefined, description: 'A label. Default: "x"' },
              inner: { required: ['seed'] },
              list: { items: { required: undefined } },
              either: { anyOf: [{ required: undefined }, { type: 'null' }] }
            }
          }
        }
      }
    }
  })
})

t.test('[D200] a parameter with a default need not be sent, and one of the path always must be', async t => {
  const parameters = [
    { in: 'query', name: 'limit', required: true, schema: { type: 'integer', default: 50 } },
    { in: 'query', name: 'jobs', required: true, schema: { type: 'array' } },
    { in: 'path', name: 'job', required: true, schema: { type: 'string' } }
  ]
  t.strictSame(sent({ parameters }), { parameters: [{ ...parameters[0], required: false }, ...parameters.slice(1)] })
})

t.test('[D201] a body is optional when each of its fields is, unless it must hold something', async t => {
  const cases: Array<[object, boolean]> = [
    [Type.Object({}), false],
    [Type.Object({ a: Type.Optional(Type.String()), b: Type.Boolean({ default: false }) }), false],
    [Type.Object({ a: Type.String() }), true],
    [Type.Object({ a: Type.Optional(Type.String()) }, { minProperties: 1 }), true],
    [Type.Record(Type.String(), Type.Unknown()), true]
  ]
  for (const [schema, required] of cases) t.match(sent({ requestBody: body(schema) }), { requestBody: { required } })
})

t.test('[D202] a list of fixed length has prefixItems, and what only looks like one is left alone', async t => {
  const tuple = Type.Tuple([Type.Integer(), Type.String()])
  t.strictSame(plain(withPrefixItems({ points: Type.Array(tuple) })), {
    points: {
      type: 'array',
      items: {
        type: 'array', minItems: 2, maxItems: 2, prefixItems: [{ type: 'integer' }, { type: 'string' }],
        items: { not: {} }
      }
    }
  })
  for (const node of [{ examples: [{ items: [1] }] }, { type: 'array', items: { type: 'null' } }, null, 'x']) {
    t.strictSame(withPrefixItems(node), node)
  }
})
