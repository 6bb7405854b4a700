/** The part of JSON Schema that our schemas use. */
export interface JsonSchema {
  type?: string
  enum?: readonly string[]
  const?: unknown
  /** One of these; `{ type: 'null' }` among them says that it may be null. */
  anyOf?: readonly JsonSchema[]
  /** What other keys of an object hold; nothing may be there when it is left out. */
  additionalProperties?: boolean | JsonSchema
  /** Is taken and never shown. */
  writeOnly?: boolean
  properties?: Readonly<Record<string, JsonSchema>>
  required?: readonly string[]
  items?: JsonSchema
  default?: unknown
  description?: string
  minimum?: number
  exclusiveMinimum?: number
  maximum?: number
  exclusiveMaximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  minProperties?: number
  maxProperties?: number
  pattern?: string
}

export type JsonObject = Record<string, unknown>

/** True for a plain object: neither null nor a list. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value with every default filled in, in nested objects and lists too. What is wrong in it stays as it is. */
export function complete (shape: JsonSchema, value: unknown): unknown {
  if (shape.anyOf !== undefined) {
    return complete(shape.anyOf.find(one => one.items !== undefined || one.properties !== undefined) ?? {}, value)
  }
  if (Array.isArray(value)) {
    return shape.items === undefined ? value : value.map(item => complete(shape.items ?? {}, item))
  }
  if (!isObject(value) || shape.properties === undefined) return value
  const filled: Array<[string, unknown]> = []
  for (const [key, property] of Object.entries(shape.properties)) {
    if (Object.hasOwn(value, key)) filled.push([key, complete(property, value[key])])
    else if (property.default !== undefined) filled.push([key, structured(property.default)])
    else if (property.properties !== undefined && property.writeOnly !== true) {
      filled.push([key, complete(property, {})])
    }
  }
  const unknown = Object.entries(value).filter(([key]) => !Object.hasOwn(shape.properties ?? {}, key))
  return Object.fromEntries([...filled, ...unknown])
}

/** A copy, so that nobody changes the contract's own default. */
function structured (value: unknown): unknown {
  if (Array.isArray(value)) return value.map(structured)
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, structured(item)]))
    : value
}

/** The properties that must be written: those without a default. */
const neededIn = ({ required = [], properties }: JsonSchema): string[] =>
  required.filter(key => properties?.[key]?.default === undefined)

/** Whether a value of this shape may be left out altogether: an object of which nothing need be written. */
export const mayBeLeftOut = (shape: JsonSchema): boolean =>
  shape.properties !== undefined && neededIn(shape).length === 0 && (shape.minProperties ?? 0) === 0

/** The shape as a JSON Schema for people and editors: what has a default need not be written. */
export function toDocument (shape: JsonSchema): JsonObject {
  const { properties, items, anyOf, required: _, ...rest } = shape
  const needed = neededIn(shape)
  return {
    // Its entries only: the library that made the shape keeps marks of its own under symbols.
    ...Object.fromEntries(Object.entries(rest)),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([key, property]) => [key, toDocument(property)])
          )
        }),
    ...(needed.length === 0 ? {} : { required: needed }),
    ...(items === undefined ? {} : { items: toDocument(items) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(toDocument) })
  }
}
