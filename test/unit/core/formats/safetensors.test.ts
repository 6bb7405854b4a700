import fc from 'fast-check'
import t from 'tap'
import { Value } from '@sinclair/typebox/value'
import { Weights } from '../../../../core/contract/models.ts'
import { createBuiltinReader, createSafetensorsReader } from '../../../../core/formats/safetensors.ts'
import type { WeightsReader } from '../../../../core/formats/safetensors.ts'

type Members = ReadonlyArray<readonly [name: string, value: unknown]>

function described (reader: WeightsReader, members: Members): Weights {
  for (const [name, value] of members) reader.accept(name, value)
  return reader.weights()
}
const tensor = (dtype: string, shape: number[], data_offsets: number[] = [0, 1]) => ({ dtype, shape, data_offsets })
const safetensors = (members: Members): Weights => described(createSafetensorsReader(1), members)
const builtin = (members: Members): Weights => described(createBuiltinReader(), members)

t.test('[M9] tensors, parameters and data types are the sums over the header', async t => {
  const shapes = fc.array(fc.nat({ max: 50 }), { maxLength: 4 })
  fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom('F16', 'BF16', 'F32'), shapes)), list => {
    const found = safetensors(list.map(([dtype, shape], at) => [`layer.${at}`, tensor(dtype, shape)]))
    t.equal(found.tensors, list.length)
    t.equal(found.parameters, Object.values(found.dtypes).reduce((sum, numbers) => sum + numbers, 0))
    for (const dtype of new Set(list.map(([dtype]) => dtype))) {
      const sizes = list.filter(([other]) => other === dtype)
        .map(([, shape]) => shape.reduce((product, side) => product * side, 1))
      t.equal(found.dtypes[dtype], sizes.reduce((sum, size) => sum + size, 0))
    }
    t.ok(Value.Check(Weights, found))
  }))
})

t.test('[M9] metadata is shown as text, up to 500 entries of 10000 letters each', async t => {
  const metadata = (value: unknown) => safetensors([['__metadata__', value]])
  t.match(metadata({ format: 'pt', steps: 7, list: [1] }), {
    metadata: { format: 'pt', steps: '7', list: '[1]' }, metadata_complete: true, tensors: 0
  })
  const entries = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, 'v']))
  t.equal(metadata(entries(500)).metadata_complete, true)
  t.equal(metadata(entries(501)).metadata_complete, false)
  t.equal(Object.keys(metadata(entries(501)).metadata).length, 500)
  t.equal(metadata({ a: 'x'.repeat(10_000) }).metadata_complete, true)
  const cut = metadata({ a: 'x'.repeat(10_001), ['n'.repeat(10_001)]: '' })
  t.equal(cut.metadata_complete, false)
  t.same(Object.entries(cut.metadata).map(([name, text]) => [name.length, text.length]), [[1, 10_000], [10_000, 0]])
})

t.test('[M10] a header that describes no tensors is refused with the reason', async t => {
  const refused: Array<[unknown, RegExp]> = [
    [null, /"w" is no tensor/], [[], /"w" is no tensor/], [{}, /"w" is no tensor/], [7, /"w" is no tensor/],
    [tensor('', [1]), /no tensor/], [tensor('F 16', [1]), /no tensor/], [tensor('F'.repeat(21), [1]), /no tensor/],
    [tensor('F16', [-1]), /no tensor/], [tensor('F16', [1.5]), /no tensor/], [tensor('F16', [1], [0]), /no tensor/],
    [tensor('F16', [1], [0, 1, 2]), /no tensor/], [tensor('F16', [1], [0, 2]), /cut off/],
    [tensor('F16', [2 ** 40, 2 ** 40]), /more numbers/]
  ]
  for (const [value, message] of refused) {
    t.throws(() => safetensors([['w', value]]), { name: 'SyntaxError', message }, JSON.stringify(value))
  }
  for (const value of [[], 'x', null]) t.throws(() => safetensors([['__metadata__', value]]), /__metadata__/)
  const types = (count: number): Members => Array.from({ length: count }, (_, at) => [`t${at}`, tensor(`T${at}`, [1])])
  t.equal(Object.keys(safetensors(types(100)).dtypes).length, 100)
  t.throws(() => safetensors(types(101)), /more than 100 data types/)
  t.throws(() => safetensors([['n'.repeat(200), 0]]), { message: `"${'n'.repeat(100)}" is no tensor` })
})

const format = ['format', 'onetrainer-web-ui-builtin-1'] as const

t.test('[M12] in a model of the built-in trainer lists of numbers are tensors, and all else is metadata', async t => {
  const found = builtin([
    format, ['step', 7], ['config', { epochs: 3 }],
    ['image_model', {
      weights: [[1, 2, 3], [4, 5, 6]], bias: [1], name: 'x', empty: [], layers: [{ w: [[[1]], [[2]]] }]
    }],
    ['reader', [[1, 2], ['x', [3]]]]
  ])
  t.same(found, {
    format: 'builtin', metadata: { format: format[1], step: '7', config: '{"epochs":3}' }, metadata_complete: true,
    tensors: 5, parameters: 12, dtypes: { F64: 12 }
  })
  t.ok(Value.Check(Weights, found))
})

t.test('[M12] a JSON file that is no model of the built-in trainer is refused at its first member', async t => {
  for (const [name, value] of [['image_model', [1]], ['format', 'other'], ['format', 7], ['x', format[1]]] as Members) {
    t.throws(() => { createBuiltinReader().accept(name, value) }, /no model of the built-in trainer/, name)
  }
  t.throws(() => builtin([format]), /no model in it/)
  t.throws(() => builtin([format, ['image_model', { empty: [] }]]), /no model in it/)
})
