import type { Weights } from '../contract/models.ts'
import { isObject } from '../domain/schema/json-schema.ts'

/** Takes the members of a file's description one by one; throws SyntaxError when one is not as it must be. */
export interface WeightsReader {
  accept: (name: string, value: unknown) => void
  weights: () => Weights
}

const BUILTIN = 'onetrainer-web-ui-builtin-'
const MOST_FACTS = 500
const LONGEST_FACT = 10_000
const MOST_DTYPES = 100

/** Reads the members of a safetensors header; `data_bytes` is what there is after it. */
export function createSafetensorsReader (data_bytes: number): WeightsReader {
  const counted = createCount()
  let facts: Array<[string, unknown]> = []

  return {
    accept (name, value) {
      if (name === '__metadata__') {
        if (!isObject(value)) throw new SyntaxError('its __metadata__ is no object')
        facts = Object.entries(value)
        return
      }
      const { dtype, shape, data_offsets: offsets } = isObject(value) ? value : {}
      if (
        typeof dtype !== 'string' ||
        !/^\w{1,20}$/.test(dtype) ||
        !isCounts(shape) ||
        !isCounts(offsets) ||
        offsets.length !== 2
      ) { throw new SyntaxError(`"${name.slice(0, 100)}" is no tensor`) }
      if (offsets[1]! > data_bytes) throw new SyntaxError('it is cut off: a tensor ends after the file does')
      counted.add(dtype, shape.reduce((product, side) => product * side, 1))
    },
    weights: () => ({ format: 'safetensors', ...shownFacts(facts), ...counted.sums() })
  }
}

/** Reads the members of a model of the built-in trainer: lists of numbers are its tensors, all else are facts. */
export function createBuiltinReader (): WeightsReader {
  const counted = createCount()
  const facts: Array<[string, unknown]> = []

  function count (value: unknown): void {
    const numbers = numbersIn(value)
    if (numbers !== null) counted.add('F64', numbers)
    else if (isObject(value)) Object.values(value).forEach(count)
    else if (Array.isArray(value)) value.forEach(count)
  }

  return {
    accept (name, value) {
      // The format comes first: of any other file no more is read than that.
      if (facts.length === 0 && !(name === 'format' && typeof value === 'string' && value.startsWith(BUILTIN))) {
        throw new SyntaxError('it is no model of the built-in trainer')
      }
      if (name === 'image_model' || name === 'reader') count(value)
      else facts.push([name, value])
    },
    weights () {
      if (counted.sums().tensors === 0) throw new SyntaxError('there is no model in it')
      return { format: 'builtin', ...shownFacts(facts), ...counted.sums() }
    }
  }
}

function createCount () {
  const dtypes = new Map<string, number>()
  let tensors = 0
  let parameters = 0
  return {
    add (dtype: string, numbers: number): void {
      tensors++
      parameters += numbers
      dtypes.set(dtype, (dtypes.get(dtype) ?? 0) + numbers)
      if (!Number.isSafeInteger(parameters)) throw new SyntaxError('it has more numbers than can be counted')
      if (dtypes.size > MOST_DTYPES) throw new SyntaxError(`it has more than ${MOST_DTYPES} data types`)
    },
    sums: () => ({ tensors, parameters, dtypes: Object.fromEntries(dtypes) })
  }
}

/** What a reply can hold of the facts: strings as they are, all else as JSON, and neither too many nor too long. */
function shownFacts (facts: Array<[string, unknown]>): Pick<Weights, 'metadata' | 'metadata_complete'> {
  const texts = facts.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const)
  const shown = texts
    .slice(0, MOST_FACTS)
    .map(([name, text]) => [name.slice(0, LONGEST_FACT), text.slice(0, LONGEST_FACT)] as const)
  return {
    metadata: Object.fromEntries(shown),
    metadata_complete:
      texts.length <= MOST_FACTS &&
      texts.every(([name, text]) => name.length <= LONGEST_FACT && text.length <= LONGEST_FACT)
  }
}

const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every(side => Number.isSafeInteger(side) && side >= 0)

/** How many numbers a list holds, be it a matrix or deeper; null when there is anything else in it. */
function numbersIn (value: unknown): number | null {
  if (!Array.isArray(value) || value.length === 0) return null
  if (value.every(item => typeof item === 'number')) return value.length
  let sum = 0
  for (const item of value) {
    const numbers = numbersIn(item)
    if (numbers === null) return null
    sum += numbers
  }
  return sum
}
