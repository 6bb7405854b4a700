import { FormatRegistry, Kind, Type, TypeRegistry } from '@sinclair/typebox'
import type { ObjectOptions, TProperties, TSchema, TUnsafe } from '@sinclair/typebox'

TypeRegistry.Set<{ enum: unknown[] }>('Words', (schema, value) => schema.enum.includes(value))
FormatRegistry.Set('date-time', value => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value))

/** A named object: `title` is its name in OpenAPI and AsyncAPI. Unknown fields are refused, never dropped. */
export function shape<P extends TProperties> (
  title: string, description: string, properties: P, options: ObjectOptions = {}
) {
  return Type.Object(properties, { title, description, additionalProperties: false, ...options })
}

/** One message of a stream: its `type` and its fields, flat. */
export function message<const T extends string, P extends TProperties> (type: T, description: string, properties: P) {
  return Type.Object(
    { type: Type.Literal(type), ...properties },
    { title: pascal(type), description, additionalProperties: false }
  )
}

type Messages = ReadonlyArray<ReturnType<typeof message<string, TProperties>>>
type ByType<M extends Messages> = { [One in M[number] as One['properties']['type']['const']]: One }

/** The messages of a list by their `type`. */
export function byType<const M extends Messages> (list: M): ByType<M> {
  return Object.fromEntries(list.map(one => [one.properties.type.const, one])) as ByType<M> // as: entries lose names
}

/** The fields of a message without its `type`, for a message made of it. */
export function fieldsOf<P extends { type: TSchema }> ({ properties }: { properties: P }): Omit<P, 'type'> {
  const { type: _, ...rest } = properties
  return rest
}

/** A closed list of words: a plain `enum`, as people and generators expect it. */
export function words<const T extends readonly string[]> (
  list: T, description: string, options: { default?: T[number] } = {}
): TUnsafe<T[number]> {
  return Type.Unsafe<T[number]>({ [Kind]: 'Words', type: 'string', enum: [...list], description, ...options })
}

/** The value, or `null` where it is unknown. */
export function nullable<T extends TSchema> (schema: T, options: { default?: null } = {}) {
  return Type.Union([schema, Type.Null()], {
    ...(schema.description === undefined ? {} : { description: schema.description }),
    ...options
  })
}

/** A whole number from 0, by default. */
export function count (description: string, options: { minimum?: number, maximum?: number, default?: number } = {}) {
  return Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description, ...options })
}

/** A query parameter of several names, up to a hundred texts. */
export const several = (what: string, examples: string[]) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 4000 }), {
    minItems: 1,
    maxItems: 100,
    description: `${what}. Separate several by commas, or repeat the parameter`,
    examples: [examples]
  })

const pascal = (name: string): string => name.replace(/(^|_)(\w)/g, (_, __, letter: string) => letter.toUpperCase())
