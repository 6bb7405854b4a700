import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import type { JsonSchema } from '../../../../../core/domain/schema/json-schema.ts'
import type { SchemaError } from '../../../../../core/domain/schema/schema-error.ts'
import { hintFor, problemOf } from '../../../../../core/domain/schema/schema-problem.ts'
import { compileSchema } from '../../../../../services/configs/compile-schema.ts'

// To compile a schema takes a hundred times as long as to check a value.
const compiled = new Map<string, ReturnType<typeof compileSchema>>()

function firstError (schema: JsonSchema & Record<string, unknown>, value: unknown): SchemaError | undefined {
  const key = JSON.stringify(schema)
  const check = compiled.get(key) ?? compileSchema({ ...schema })
  compiled.set(key, check)
  return check(value)[0]
}

/** The words for the first mistake of a value, and the hint. */
function said (schema: JsonSchema & Record<string, unknown>, value: unknown): [string, string | undefined] {
  const error = firstError(schema, value)
  if (error === undefined) throw new Error('the value is valid')
  return [problemOf(error), hintFor(error)]
}

t.test('[C1] the message for a number names its limits and its value', async t => {
  const range = fc.record({
    minimum: fc.integer({ min: -5, max: 5 }), maximum: fc.integer({ min: 6, max: 9 }),
    exclusiveMinimum: fc.integer({ min: -5, max: 5 }), exclusiveMaximum: fc.integer({ min: 6, max: 9 })
  }, { requiredKeys: [] })
  fc.assert(
    fc.property(range, fc.constantFrom(-50, 50), (range, value) => {
      const error = firstError({ type: 'integer', ...range }, value)
      if (error === undefined) return
      const message = problemOf(error)
      assert.ok(message.startsWith('must be a whole number ') && message.endsWith(`, not ${value}`), message)
      const numbers = [...message.matchAll(/-?\d+/g)].map(Number)
      assert.ok(Object.values(range).some(limit => numbers.includes(limit)), message)
    })
  )
  t.same(said({ type: 'integer', minimum: 1, maximum: 3 }, 4), ['must be a whole number from 1 to 3, not 4', undefined])
  t.same(said({ minimum: 1 }, 0)[0], 'must be a number of at least 1, not 0', 'where the type is not said')
  t.same(said({ exclusiveMinimum: 0, exclusiveMaximum: 1 }, 1)[0], 'must be a number above 0 and below 1, not 1')
  t.same(said({ type: 'number', maximum: 3 }, 4)[0], 'must be a number of at most 3, not 4')
})

t.test('[C1] the message for a value of the wrong type names the required type', async t => {
  t.equal(said({ type: ['string', 'null'] } as never, 1)[0], 'must be text or null, not 1') // as: Ajv takes a list too
  t.equal(said({ type: 'array' }, { a: 1 })[0], 'must be a list, not an object')
  t.same(said({ type: 'string', description: 'A name' }, 1), ['must be text, not 1', 'A name'])
  t.equal(said({ const: 'x' }, 'y')[0], 'must be "x", not "y"')
})

t.test('[C1] a quoted number gets the hint to leave out the quotes, and other text does not', async t => {
  fc.assert(
    fc.property(fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })), number =>
      said({ type: 'number' }, String(number))[1] === 'write the number without quotes')
  )
  for (const text of ['', ' ', 'three', 'Infinity', '1,5']) t.equal(said({ type: 'integer' }, text)[1], undefined, text)
})

t.test('[C4] a message quotes at most 60 characters of a value, and no list or object', async t => {
  fc.assert(
    fc.property(fc.string({ minLength: 61, maxLength: 400, unit: fc.constantFrom('a', 'b') }), text => {
      const [message] = said({ enum: ['x'] }, text)
      assert.equal(message, `must be one of x, not "${text.slice(0, 60)}…"`)
    })
  )
  t.equal(said({ enum: ['x'] }, 'b'.repeat(60))[0], `must be one of x, not "${'b'.repeat(60)}"`)
  t.equal(said({ enum: ['x'] }, [1, 2])[0], 'must be one of x, not a list')
  t.equal(said({ enum: ['x'] }, [1, 2])[1], undefined)
})

t.test('[C1] the length of a text is counted in characters and that of a list in entries', async t => {
  t.equal(said({ type: 'string', maxLength: 2 }, 'a😀b')[0], 'must have at most 2 characters, not 3')
  t.equal(said({ type: 'string', minLength: 4 }, 'a😀b')[0], 'must have at least 4 characters, not 3')
  t.same(said({ minLength: 1, description: 'A name' }, ''), ['must not be empty', 'A name'])
  t.equal(said({ type: 'array', minItems: 3 }, [1, 2])[0], 'must have at least 3 entries, not 2')
  t.equal(said({ type: 'array', maxItems: 0 }, [1])[0], 'must have at most 0 entries, not 1')
})

t.test('[C3] a misspelt field beside the correct one is a duplicate, otherwise it is unknown', async t => {
  const schema = { additionalProperties: false, properties: { batch_size: {} } }
  t.same(said(schema, { batch_size: 1, batchSize: 2 }), [
    'duplicates "batch_size"', 'keep "batch_size" and leave this out'
  ])
  t.same(said(schema, { batchSize: 2 }), ['is unknown', 'did you mean "batch_size"?'])
  t.same(said(schema, { quantum: 2 }), ['is unknown', undefined])
  t.same(said({ enum: ['EPOCH', 'STEP'] }, 'epochs'), [
    'must be one of EPOCH, STEP, not "epochs"', 'did you mean "EPOCH"?'
  ])
})

t.test('[C1] the message for an object that needs exactly one of several fields names them', async t => {
  const schema = { minProperties: 1, maxProperties: 1, properties: { name: {}, config: {} } }
  for (const value of [{}, { name: 1, config: 2 }]) {
    t.equal(said(schema, value)[0], 'must have exactly one of name, config')
  }
  t.equal(said({ maxProperties: 1 }, { a: 1, b: 2 })[0], 'must NOT have more than 1 properties')
})

t.test('[C1] an error without a message of ours is reported with the message of Ajv, or as not valid', async t => {
  t.same(said({ multipleOf: 2 }, 3), ['must be multiple of 2', undefined])
  t.equal(problemOf({ keyword: 'multipleOf', instancePath: '', schemaPath: '', params: {} }), 'is not valid')
  t.equal(problemOf({ keyword: 'minProperties', instancePath: '', schemaPath: '', params: {} }), 'is not valid')
  t.equal(said({ pattern: '^a$' }, 'b')[0], 'does not match the expected format: ^a$')
})

t.test('[C15] a secret value is not quoted, whatever is wrong with it', async () => {
  fc.assert(
    fc.property(fc.stringMatching(/^hf_[a-z]{8,80}$/), secret => {
      const schema = { enum: ['x'], maxLength: 1, pattern: '^x$', type: 'number' }
      const messages = compileSchema(schema)(secret).map(error => problemOf(error, true))
      assert.equal(messages.length, 4)
      assert.ok(!messages.some(message => message.includes(secret.slice(0, 8))))
    }),
    { numRuns: 30 }
  )
})
