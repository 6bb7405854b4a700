/** The same schema, which also takes fields it does not know. */
export const withUnknownFields = <T>(schema: T): T =>
  rewrite(schema, (keyword, value) => keyword === 'additionalProperties' && value === false ? undefined : value)

/**
 * The same schema for a validator of TypeBox. Requests and Python count the characters of a text, TypeBox counts UTF-16
 * code units, of which a character has at most two: what was accepted at the door must not be refused behind it.
 */
export const inCodeUnits = <T>(schema: T): T =>
  rewrite(schema, (keyword, value) => keyword === 'maxLength' && typeof value === 'number' ? 2 * value : value)

/** `change` gives the value of a keyword anew; undefined leaves the keyword out. The symbols of TypeBox are kept. */
function rewrite<T> (schema: T, change: (keyword: string | symbol, value: unknown) => unknown): T {
  if (Array.isArray(schema)) return schema.map(part => rewrite(part, change)) as T // as: a schema's parts are schemas
  if (typeof schema !== 'object' || schema === null) return schema
  const parts = Reflect.ownKeys(schema)
    .map(key => [key, change(key, schema[key as keyof T])] as const)
    .filter(([, value]) => value !== undefined)
  return Object.fromEntries(parts.map(([key, value]) => [key, rewrite(value, change)])) as T // as: likewise
}
