import { didYouMean, sameName } from './did-you-mean.ts'
import { isObject } from './json-schema.ts'
import type { JsonSchema } from './json-schema.ts'
import type { SchemaError } from './schema-error.ts'

const LONGEST_QUOTE = 60
const kinds: Record<string, string> = {
  integer: 'a whole number', number: 'a number', string: 'text', boolean: 'true or false', object: 'an object',
  array: 'a list', null: 'null'
}

/** What is wrong with the value, as the end of a sentence that begins with its name. A secret value is not quoted. */
export function problemOf (error: SchemaError, is_secret = false): string {
  const wanted = requirementOf(error)
  if (wanted !== null) return is_secret ? `must be ${wanted}` : `must be ${wanted}, not ${quote(error.data)}`
  const { keyword, params, parentSchema = {} } = error
  switch (keyword) {
    case 'required':
      return 'is missing'
    case 'additionalProperties':
      return unknownField(error)
    case 'minProperties':
    case 'maxProperties':
      return propertyCount(parentSchema) ?? error.message ?? 'is not valid'
    case 'minLength':
    case 'maxLength':
    case 'minItems':
    case 'maxItems':
      return sizeProblem(error)
    case 'uniqueItems':
      return `must not have the same entry twice: entries ${params.j} and ${params.i} are equal`
    case 'pattern':
    case 'format':
      return `does not match the expected format: ${parentSchema.description ?? params.pattern ?? params.format}`
    default:
      return error.message ?? 'is not valid'
  }
}

function sizeProblem ({ keyword, params, data }: SchemaError): string {
  const size = lengthOf(data)
  if (size === 0) return 'must not be empty'
  const unit = keyword.endsWith('Length') ? 'characters' : 'entries'
  return `must have at ${keyword.startsWith('min') ? 'least' : 'most'} ${params.limit} ${unit}, not ${size}`
}

/** What to do about it, where there is more to say than the problem itself says. */
export function hintFor ({ keyword, params, data, parentSchema = {} }: SchemaError): string | undefined {
  switch (keyword) {
    case 'required':
      return parentSchema.properties?.[String(params.missingProperty)]?.description
    case 'additionalProperties':
      return hintForUnknown(String(params.additionalProperty), data, parentSchema)
    // as: Ajv says so for enum
    case 'enum':
      return typeof data === 'string'
        ? didMean(didYouMean(data, (params.allowedValues as unknown[]).map(String)))
        : undefined
    case 'minLength':
      return parentSchema.description
    case 'type':
      return isQuotedNumber(parentSchema, data)
        ? 'write the number without quotes'
        : parentSchema.type === 'string'
          ? parentSchema.description
          : undefined
    default:
      return undefined
  }
}

/** What the value must be, where that is a matter of its type, its range or its word; else null. */
function requirementOf ({ keyword, params, parentSchema = {} }: SchemaError): string | null {
  switch (keyword) {
    case 'enum':
      return `one of ${(params.allowedValues as unknown[]).join(', ')}` // as: Ajv says so for enum
    case 'const':
      return quote(params.allowedValue)
    case 'type':
      return [params.type]
        .flat()
        .map(type => (kinds[String(type)] ?? String(type)) + rangeOf(parentSchema))
        .join(' or ')
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return (kinds[parentSchema.type ?? 'number'] ?? 'a number') + rangeOf(parentSchema)
    default:
      return null
  }
}

function rangeOf ({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string {
  const above = exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`]
  const below = exclusiveMaximum === undefined ? [] : [`below ${exclusiveMaximum}`]
  if (minimum !== undefined && maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER) {
    return ` from ${minimum} to ${maximum}`
  }
  if (minimum !== undefined) above.push(`at least ${minimum}`)
  if (maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER) below.push(`at most ${maximum}`)
  const limits = [...above, ...below].join(' and ')
  return limits.startsWith('at ') ? ` of ${limits}` : limits === '' ? '' : ` ${limits}`
}

function unknownField ({ params, data, parentSchema = {} }: SchemaError): string {
  const key = String(params.additionalProperty)
  if (key === '__proto__') return 'is a name no field may have'
  const twin = twinOf(key, data, parentSchema)
  return twin === null ? 'is unknown' : `duplicates "${twin}"`
}

function hintForUnknown (key: string, owner: unknown, { properties = {} }: JsonSchema): string | undefined {
  if (key === '__proto__') return 'leave it out'
  const twin = twinOf(key, owner, { properties })
  return twin === null ? didMean(didYouMean(key, Object.keys(properties))) : `keep "${twin}" and leave this out`
}

/** The known field that this one spells differently and that the object has too. */
function twinOf (key: string, owner: unknown, { properties = {} }: JsonSchema): string | null {
  const twin = Object.keys(properties).find(name => sameName(name, key))
  return twin !== undefined && isObject(owner) && Object.hasOwn(owner, twin) ? twin : null
}

function propertyCount ({ minProperties, maxProperties, properties = {} }: JsonSchema): string | null {
  return minProperties === 1 && maxProperties === 1
    ? `must have exactly one of ${Object.keys(properties).join(', ')}`
    : null
}

const didMean = (name: string | null): string | undefined => name === null ? undefined : `did you mean "${name}"?`

const isQuotedNumber = ({ type }: JsonSchema, value: unknown): boolean => (type === 'integer' || type === 'number') &&
  typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))

/** Characters as JSON Schema counts them – one beyond the BMP once – or entries. */
function lengthOf (value: unknown): number {
  if (typeof value === 'string') return value.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '_').length
  return Array.isArray(value) ? value.length : 0
}

/** A value in a message: short, and never a whole document. */
function quote (value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > LONGEST_QUOTE ? value.slice(0, LONGEST_QUOTE) + '…' : value)
  }
  return Array.isArray(value) ? 'a list' : isObject(value) ? 'an object' : String(value)
}
