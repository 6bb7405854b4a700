import { isObject } from './json-schema.ts'

/**
 * A value the schema allows: its own example or default, else the plainest one. Used where documents show a message.
 */
export function exampleOf (schema: unknown): unknown {
  if (!isObject(schema)) return null
  if (Array.isArray(schema.examples)) return schema.examples[0]
  if ('default' in schema) return schema.default
  if ('const' in schema) return schema.const
  if (Array.isArray(schema.enum)) return schema.enum[0]
  if (Array.isArray(schema.anyOf)) return exampleOf(schema.anyOf[0])
  return plainest(schema)
}

function plainest (schema: Record<string, unknown>): unknown {
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(isObject(schema.properties) ? schema.properties : {}).map(([key, property]) => [
          key, exampleOf(property)
        ])
      )
    case 'array':
      return schema.minItems === undefined && !isObject(schema.items) ? [] : [exampleOf(schema.items)]
    case 'integer':
    case 'number':
      return schema.minimum ?? 0
    case 'boolean':
      return false
    case 'string':
      return ''
    default:
      return null
  }
}
