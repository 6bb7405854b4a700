import { Type } from '@sinclair/typebox'
import type { TSchema } from '@sinclair/typebox'
import t from 'tap'
import { checkDocument } from '../../../../../core/domain/config/check-document.ts'
import { MOST_FINDINGS, limitFindings, soundIn, toFindings } from '../../../../../core/domain/schema/findings.ts'
import type { Finding } from '../../../../../core/contract/errors.ts'
import { words } from '../../../../../core/contract/define.ts'
import { compileSchema } from '../../../../../services/configs/compile-schema.ts'

const strict = { additionalProperties: false }
/** A schema, a value that breaks it, and the one finding there is: pointer, message, hint. */
const mistakes: Array<[schema: TSchema, value: unknown, pointer: string, message: string, hint?: string]> = [
  [Type.Object({ n: Type.Integer() }), {}, '/n', 'is missing'],
  [Type.Object({ n: Type.Integer({ description: 'How many' }) }), {}, '/n', 'is missing', 'How many'],
  [
    Type.Object({ name: Type.Optional(Type.String()) }, strict),
    { nam: 1 },
    '/nam',
    'is unknown',
    'did you mean "name"?'
  ],
  [Type.Object({}, strict), { 'a/b~c': 1 }, '/a~1b~0c', 'is unknown'],
  [Type.Integer({ minimum: 1, maximum: 9 }), 0, '', 'must be a whole number from 1 to 9, not 0'],
  [Type.Integer({ minimum: 1, maximum: 9 }), 0.5, '', 'must be a whole number from 1 to 9, not 0.5'],
  [Type.Integer({ minimum: 1 }), 0, '', 'must be a whole number of at least 1, not 0'],
  [
    Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    -1,
    '',
    'must be a whole number of at least 0, not -1'
  ],
  [Type.Number({ exclusiveMinimum: 0, maximum: 1 }), 2, '', 'must be a number above 0 and at most 1, not 2'],
  [Type.Number({ exclusiveMaximum: 1 }), 1, '', 'must be a number below 1, not 1'],
  [Type.Number(), '3', '', 'must be a number, not "3"', 'write the number without quotes'],
  [Type.String({ minLength: 1, description: 'Any text' }), '', '', 'must not be empty', 'Any text'],
  [Type.String({ maxLength: 2 }), 'abc', '', 'must have at most 2 characters, not 3'],
  [
    Type.String({ pattern: '^[a-z]+$', description: 'small letters' }),
    'A',
    '',
    'does not match the expected format: small letters'
  ],
  [
    words(['hold', 'release'], 'How'), 'relase', '', 'must be one of hold, release, not "relase"',
    'did you mean "release"?'
  ],
  [words(['hold', 'release'], 'How'), null, '', 'must be one of hold, release, not null'],
  [Type.Array(Type.Null(), { maxItems: 1 }), [null, null], '', 'must have at most 1 entries, not 2'],
  [Type.Array(Type.Null(), { minItems: 1 }), [], '', 'must not be empty'],
  [Type.Object({ on: Type.Boolean() }), { on: 1 }, '/on', 'must be true or false, not 1'],
  [Type.Object({}), [], '', 'must be an object, not a list'],
  [Type.Boolean(), {}, '', 'must be true or false, not an object']
]

t.test('[C15] a mistake gets the same pointer, words and hint in a request, a config and a socket message', t => {
  for (const [schema, value, pointer, message, hint] of mistakes) {
    const expected = [{ pointer, message, ...(hint === undefined ? {} : { hint }), severity: 'error' }]
    t.same(toFindings(compileSchema({ ...schema })(value)), expected, message)
  }
  t.end()
})

t.test(
  '[C15] of several errors at one value one is reported, and a value that fits no alternative is measured by the first',
  t => {
    const found = (schema: object, value: unknown) =>
      toFindings(compileSchema({ ...schema })(value)).map(({ pointer, message }) => `${pointer} ${message}`)
    const number = { anyOf: [{ type: 'number' }, { type: 'string', enum: ['inf'] }, { type: 'null' }] }
    t.same(found({ properties: { n: number } }, { n: 'fast' }), ['/n must be a number, not "fast"'])
    t.same(
      found({ anyOf: [{ type: 'array', items: { properties: { n: number } } }, { type: 'null' }] }, [
        { n: [] }, { n: 'inf' }
      ]),
      ['/0/n must be a number, not a list']
    )
    t.same(found({ type: 'string', maxLength: 2, pattern: '^a' }, 'bcd'), [' must have at most 2 characters, not 3'])
    t.same(found({ const: 11 }, '11'), [' must be 11, not "11"'])
    t.same(found({ type: 'array', uniqueItems: true }, [1, 1]), [
      ' must not have the same entry twice: entries 0 and 1 are equal'
    ])
    t.same(found({ minProperties: 2, properties: {} }, {}), [' must NOT have fewer than 2 properties'])
    t.end()
  }
)

t.test('[C15] a value is not quoted if its schema or its place makes it a secret', t => {
  const schema = {
    properties: {
      secrets: { properties: { token: { anyOf: [{ type: 'string' }, { type: 'null' }] } } },
      key: { type: 'string', maxLength: 3, writeOnly: true, enum: ['a'] }
    }
  }
  const errors = compileSchema(schema)({ secrets: { token: 5 }, key: 'hidden' })
  t.same(
    toFindings(errors, { secrets: '/secrets' }).map(({ message }) => message),
    ['must be text', 'must be one of a']
  )
  t.end()
})

t.test('[C4] messages are written only for the findings that are shown, in the order of the document', t => {
  const document = {
    b: 1,
    ...Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`unknown_${index}`, 1])),
    a: 'x'
  }
  const validate = compileSchema({
    type: 'object', additionalProperties: false,
    properties: { a: { type: 'null' }, b: { type: 'null' } }
  })
  const findings = limitFindings(checkDocument(validate, document))
  t.equal(findings.length, MOST_FINDINGS + 1)
  t.match(findings[0], { pointer: '/b', message: 'must be null, not 1' })
  t.match(findings.at(-2), { message: /./, severity: 'error' })
  t.same(findings.at(-1), { pointer: '', message: 'has 19502 more errors, which are not shown', severity: 'error' })
  t.end()
})

t.test('[C5] a rule reads a value only when neither it, nor what it contains, nor what contains it is wrong', t => {
  const at = (pointer: string): Finding => ({ pointer, message: 'is wrong' })
  const isSound = soundIn([at('/unet/train'), at('/samples')])
  t.same(['/unet', '/unet/train', '/unet/train/x', '/samples/0', '/unet/other', '/sample'].map(isSound), [
    false, false, false, false, true, true
  ])
  t.notOk(soundIn([at('')])('/anything'))
  t.end()
})
