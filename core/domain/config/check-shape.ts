import type { Finding } from '../../contract/errors.ts'
import { didYouMean, sameName } from './did-you-mean.ts'
import { isObject, pointTo } from './json-schema.ts'
import type { JsonObject, JsonSchema } from './json-schema.ts'

const DEEPEST = 16
const SHOWN = 60

/** Everything in `value` that is not as the shape says, each with its JSON pointer. What has a default may be missing. */
export function checkShape (shape: JsonSchema, value: unknown, pointer = ''): Finding[] {
  const deep = tooDeep(value)
  return deep === null ? check(shape, value, pointer) : [finding(deep, `is nested more than ${DEEPEST} levels deep`, 'no field needs that; look for a bracket too many')]
}

function check (shape: JsonSchema, value: unknown, pointer: string): Finding[] {
  if (shape.anyOf !== undefined) return checkAny(shape.anyOf, value, pointer)
  if (shape.const !== undefined) return value === shape.const ? [] : [finding(pointer, `must be ${show(shape.const)}, not ${show(value)}`)]
  if (shape.enum !== undefined) return checkWord(shape.enum, value, pointer)
  switch (shape.type) {
    case 'object': return checkObject(shape, value, pointer)
    case 'array': return checkList(shape, value, pointer)
    case 'string': return checkText(shape, value, pointer)
    case 'boolean': return typeof value === 'boolean' ? [] : [finding(pointer, `must be true or false, not ${show(value)}`)]
    case 'null': return value === null ? [] : [finding(pointer, `must be null, not ${show(value)}`)]
    case undefined: return []
    default: return checkNumber(shape, value, pointer)
  }
}

/** What is wrong is said of the first alternative: the others are null and infinity. */
function checkAny (alternatives: readonly JsonSchema[], value: unknown, pointer: string): Finding[] {
  const found = alternatives.map(one => check(one, value, pointer))
  return found.find(findings => findings.length === 0) ?? found[0] ?? []
}

function checkObject (shape: JsonSchema, value: unknown, pointer: string): Finding[] {
  if (!isObject(value)) return [finding(pointer, `must be an object, not ${show(value)}`)]
  const properties = shape.properties ?? {}
  const found: Finding[] = []
  for (const [key, item] of Object.entries(value)) {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined
    found.push(...(property === undefined ? checkOther(shape, value, key, pointer) : check(property, item, pointTo(pointer, key))))
  }
  for (const key of shape.required ?? []) {
    const property = properties[key]
    if (!Object.hasOwn(value, key) && property?.default === undefined) found.push(finding(pointTo(pointer, key), 'is missing', property?.description))
  }
  return found
}

function checkOther ({ additionalProperties, properties = {} }: JsonSchema, owner: JsonObject, key: string, pointer: string): Finding[] {
  if (key === '__proto__' || additionalProperties === undefined || additionalProperties === false) return [unknownKey(owner, key, Object.keys(properties), pointer)]
  return additionalProperties === true ? [] : check(additionalProperties, owner[key], pointTo(pointer, key))
}

function unknownKey (owner: JsonObject, key: string, known: string[], pointer: string): Finding {
  const at = pointTo(pointer, key)
  if (key === '__proto__') return finding(at, 'is a name no field may have', 'leave it out')
  const twin = known.find(name => sameName(name, key))
  if (twin !== undefined && Object.hasOwn(owner, twin)) return finding(at, `says again what "${twin}" says`, `keep "${twin}" and leave this out`)
  const meant = twin ?? didYouMean(key, known)
  return finding(at, 'is not a known field', meant === null ? 'GET /api/config/schema shows the fields there are' : `did you mean "${meant}"?`)
}

function checkList (shape: JsonSchema, value: unknown, pointer: string): Finding[] {
  if (!Array.isArray(value)) return [finding(pointer, `must be a list, not ${show(value)}`)]
  const most = shape.maxItems ?? Infinity
  const found = value.length > most ? [finding(pointer, `must have at most ${most} entries, not ${value.length}`)] : []
  return [...found, ...value.slice(0, most).flatMap((item, index) => check(shape.items ?? {}, item, pointTo(pointer, index)))]
}

function checkText (shape: JsonSchema, value: unknown, pointer: string): Finding[] {
  const { minLength = 0, maxLength = Infinity } = shape
  if (typeof value !== 'string') return [finding(pointer, `must be text, not ${show(value)}`, shape.description)]
  // A character beyond the BMP counts once, as it does in JSON Schema.
  const length = value.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '_').length
  if (length < minLength) return [finding(pointer, length === 0 ? 'must not be empty' : `must have at least ${minLength} characters, not ${length}`, shape.description)]
  if (length > maxLength) return [finding(pointer, `must have at most ${maxLength} characters, not ${length}`)]
  if (shape.pattern !== undefined && !new RegExp(shape.pattern, 'u').test(value)) return [finding(pointer, `is not written as it must be: ${show(value)}`, shape.description)]
  return []
}

function checkWord (words: readonly string[], value: unknown, pointer: string): Finding[] {
  if (typeof value === 'string' && words.includes(value)) return []
  const meant = typeof value === 'string' ? didYouMean(value, words) : null
  return [finding(pointer, `must be one of ${words.join(', ')}, not ${show(value)}`, meant === null ? undefined : `did you mean "${meant}"?`)]
}

function checkNumber (shape: JsonSchema, value: unknown, pointer: string): Finding[] {
  const whole = shape.type === 'integer'
  const isNumber = typeof value === 'number' && (whole ? Number.isInteger(value) : Number.isFinite(value))
  if (isNumber && inRange(shape, value)) return []
  return [finding(pointer, `must be a ${whole ? 'whole ' : ''}number${rangeOf(shape)}, not ${show(value)}`, isQuoted(value) ? 'write the number without quotes' : undefined)]
}

function rangeOf ({ minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum} and at most ${maximum}`
  return minimum === undefined && maximum === undefined ? '' : ` from ${minimum} to ${maximum}`
}

const inRange = ({ minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity }: JsonSchema, value: number): boolean => value >= minimum && value <= maximum && value > exclusiveMinimum
const isQuoted = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))

/** Pointer to the first value that lies deeper than we look; null when there is none. */
function tooDeep (value: unknown, pointer = '', depth = 0): string | null {
  if (typeof value !== 'object' || value === null) return null
  if (depth > DEEPEST) return pointer
  for (const [key, item] of Object.entries(value)) {
    const found = tooDeep(item, pointTo(pointer, key), depth + 1)
    if (found !== null) return found
  }
  return null
}

/** A value in a message: short, and never a whole document. */
function show (value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > SHOWN ? value.slice(0, SHOWN) + '…' : value)
  if (Array.isArray(value)) return 'a list'
  return isObject(value) ? 'an object' : String(value)
}

const finding = (pointer: string, message: string, hint?: string | undefined): Finding =>
  ({ pointer, message, ...(hint === undefined ? {} : { hint }), severity: 'error' })
