import fc from 'fast-check'
import t from 'tap'
import { createMemberReader } from '../../../../core/formats/json-members.ts'
import type { MemberLimits } from '../../../../core/formats/json-members.ts'

/** The members of a text that comes in pieces; `cuts` are the places between two pieces. */
function read (bytes: Uint8Array, cuts: number[], limits: Partial<MemberLimits> = {}): Array<[string, unknown]> {
  const reader = createMemberReader({ depth: 20, member_bytes: 1_000_000, ...limits })
  const edges = [0, ...cuts.map(cut => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  const members = edges.slice(1).flatMap((edge, at) => reader.push(bytes.subarray(edges[at], edge)))
  reader.end()
  return members
}

t.test('[M11] a JSON object read member by member is the object, at every cut and byte by byte', async t => {
  const text = ' {"a": [1, {"b,}": "]\\"\\\\"}], "ü\\u00fc": "漢, {", "": null, "__proto__": {} ,"n":-1.5e3}\r\n'
  const bytes = Buffer.from(text)
  const members = Object.entries(JSON.parse(text) as object)
  for (let cut = 0; cut <= bytes.length; cut++) t.same(read(bytes, [cut]), members, String(cut))
  t.same(read(bytes, [...bytes.keys()]), members)
})

t.test('[M11] a JSON object read member by member is the object, wherever its bytes are cut', async t => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 4 })),
      fc.array(fc.nat()),
      fc.constantFrom(0, 2),
      (object, cuts, indent) => {
        const text = JSON.stringify(object, null, indent)
        t.same(read(Buffer.from(text), cuts), Object.entries(JSON.parse(text) as object))
      }
    )
  )
  fc.assert(fc.property(fc.string(), fc.array(fc.nat()), (text, cuts) => {
    try {
      const members = read(Buffer.from(text), cuts)
      t.same(members, Object.entries(JSON.parse(text) as object), text)
    } catch (error) {
      t.ok(error instanceof SyntaxError || error instanceof TypeError)
    }
  }))
})

t.test('[M10] a text that is not one JSON object is refused at every cut', async t => {
  const refused: Array<[string, RegExp]> = [
    ['', /ends in the middle/], ['  ', /ends in the middle/], ['{"a":1', /ends in the middle/],
    ['{"a":"}', /ends in the middle/], ['[1]', /not one JSON object/], ['x{}', /not one JSON object/],
    ['{}x', /not one JSON object/], ['{}{}', /not one JSON object/], ['{"a":1]', /another bracket/],
    ['{"a":1,,"b":2}', /between two commas/], ['{,"a":1}', /between two commas/], ['{"a":1,}', /between two commas/],
    ['{"a" 1}', /JSON/], ['{a:1}', /JSON/]
  ]
  for (const [text, problem] of refused) {
    const bytes = Buffer.from(text)
    for (let cut = 0; cut <= bytes.length; cut++) {
      t.throws(() => read(bytes, [cut]), { name: 'SyntaxError', message: problem }, `${text} at ${cut}`)
    }
  }
  t.throws(() => read(Buffer.from('{"\xff":1}', 'latin1'), []), TypeError, 'it is not UTF-8')
})

t.test('[M10] brackets within brackets are refused above the limit, before they are closed', async t => {
  const bytes = Buffer.from('{"a":[[{"b":')
  const push = (depth: number) => () => createMemberReader({ depth, member_bytes: 1000 }).push(bytes)
  t.throws(push(3), { message: 'more than 3 brackets within each other' })
  t.same(push(4)(), [])
})

t.test('[M10] a member longer than the limit is refused before its end, in whatever pieces it comes', async t => {
  fc.assert(fc.property(fc.integer({ min: 6, max: 60 }), fc.array(fc.nat()), (member_bytes, cuts) => {
    const member = (bytes: number): string => `"a":"${'x'.repeat(bytes - 6)}"`
    const limits = { depth: 5, member_bytes }
    t.equal(read(Buffer.from(`{${member(member_bytes)},"b":1}`), cuts, limits).length, 2)
    const open = createMemberReader(limits)
    const message = `a member of more than ${member_bytes} bytes`
    t.throws(() => open.push(Buffer.from(`{${member(member_bytes + 1)}`)), { message })
    t.throws(() => read(Buffer.from(`{"b":1,${member(member_bytes + 1)}}`), cuts, limits), { message })
  }))
})
