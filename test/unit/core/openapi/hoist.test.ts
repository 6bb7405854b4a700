import t from 'tap'
import { hoist } from '../../../../core/openapi/hoist.ts'

t.test('[D6] a schema with a title stands in the document once, and elsewhere by reference', async t => {
  const named = {
    title: 'A', type: 'object',
    properties: { title: { type: 'string' }, default: { title: 'B', type: 'null' } }
  }
  t.same(hoist({ a: named, b: [named], c: { examples: [{ title: 'x', type: 'y' }] } }), {
    a: { $ref: '#/components/schemas/A' },
    b: [{ $ref: '#/components/schemas/A' }],
    c: { examples: [{ title: 'x', type: 'y' }] },
    components: {
      schemas: {
        A: {
          title: 'A', type: 'object',
          properties: { title: { type: 'string' }, default: { $ref: '#/components/schemas/B' } }
        },
        B: { title: 'B', type: 'null' }
      }
    }
  })
})

t.test('[D6] two different schemas of one title are an error, however deep they stand', async t => {
  const message = 'two different schemas have the title A'
  t.throws(() => hoist({ a: { title: 'A', type: 'string' }, b: { title: 'A', type: 'number' } }), { message })
  t.throws(() => hoist({ a: { title: 'A', type: 'string' }, b: [{ c: { title: 'A', anyOf: [] } }] }), { message })
})

t.test('[D6] examples make no second schema, and the one with examples is kept', async t => {
  const [bare, shown] = [{ title: 'A', type: 'string' }, { title: 'A', type: 'string', examples: ['x'] }]
  for (const document of [{ a: bare, b: shown }, { a: shown, b: bare }]) {
    t.same(hoist(document), {
      a: { $ref: '#/components/schemas/A' }, b: { $ref: '#/components/schemas/A' },
      components: { schemas: { A: shown } }
    })
  }
})

t.test('[D6] components that a document has already are kept, and schemas are sorted by title', async t => {
  const components = { messages: { m: { payload: { type: 'string' } } } }
  const document = hoist({
    paths: { type: { title: 'B', type: 'string' }, title: { title: 'A', type: 'null' } },
    info: { title: 'not a schema' },
    components
  })
  t.match(document, { info: { title: 'not a schema' }, components })
  // as: made by hoist()
  const { schemas } = document.components as { schemas: Record<string, object> }
  t.same(Object.keys(schemas), ['A', 'B'])
})

t.test('[D6] a name that is a keyword elsewhere is a name in every map', async t => {
  const named = { title: 'A', type: 'string' }
  const maps = [
    'properties', 'patternProperties', '$defs', 'schemas', 'paths', 'responses', 'content', 'headers', 'messages',
    'channels', 'operations'
  ]
  for (const map of maps) {
    t.match(hoist({ [map]: { default: named } }), { [map]: { default: { $ref: '#/components/schemas/A' } } }, map)
  }
})
