/** A value that differs between two configs; `undefined`: the field is not there. */
export interface ConfigDifference { pointer: string, before: unknown, after: unknown }

type Fields = Readonly<Record<string, unknown>>

/** The values that differ, by JSON pointer. Objects are compared field by field, lists entry by entry. */
export function diffConfigs (before: unknown, after: unknown, pointer = ''): ConfigDifference[] {
  if (Object.is(before, after)) return []
  const [a, b] = [fieldsOf(before), fieldsOf(after)]
  if (a === null || b === null || Array.isArray(before) !== Array.isArray(after)) return [{ pointer, before, after }]
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return names.flatMap(name => diffConfigs(own(a, name), own(b, name), `${pointer}/${escapeName(name)}`))
}

const fieldsOf = (value: unknown): Fields | null =>
  typeof value === 'object' && value !== null ? value as Fields : null // as: any object has fields

const own = (fields: Fields, name: string): unknown => Object.hasOwn(fields, name) ? fields[name] : undefined

const escapeName = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')
