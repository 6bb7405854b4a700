import { isObject } from '../domain/schema/json-schema.ts'
import type { JsonObject } from '../domain/schema/json-schema.ts'

/** Maps from a name to a node: their keys are names, not keywords. */
const maps = new Set([
  'properties', 'patternProperties', '$defs', 'schemas', 'paths', 'responses', 'content', 'headers', 'messages',
  'channels', 'operations'
])
/** Values that only look like nodes. */
const data = new Set(['examples', 'example', 'default', 'const', 'enum', 'required'])

/**
 * The document with every schema that has a `title` moved to `components.schemas` under that title, and a `$ref` in its
 * place. Two different schemas of one title are an error: a reader could not tell them apart.
 */
export function hoist (document: JsonObject): JsonObject {
  const schemas = new Map<string, JsonObject>()

  function visit (node: unknown): unknown {
    if (Array.isArray(node)) return node.map(visit)
    if (!isObject(node)) return node
    const visited = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, enter(key, value)]))
    if (typeof node.title !== 'string' || !('type' in node || 'anyOf' in node)) return visited
    const known = schemas.get(node.title)
    if (known !== undefined && core(known) !== core(visited)) {
      throw new Error(`two different schemas have the title ${node.title}`)
    }
    if (known === undefined || 'examples' in visited) schemas.set(node.title, visited)
    return { $ref: `#/components/schemas/${node.title}` }
  }

  // Examples are not part of it: @fastify/swagger moves those of a body to its media type.
  function core ({ examples: _, ...schema }: JsonObject): string {
    return JSON.stringify(schema)
  }

  function enter (key: string, value: unknown): unknown {
    if (data.has(key)) return value
    if (!maps.has(key) || !isObject(value)) return visit(value)
    return Object.fromEntries(Object.entries(value).map(([name, node]) => [name, visit(node)]))
  }

  // By way of JSON: what the schema library keeps under symbols is not for readers.
  // as: a document has no title of its own
  const { components, ...rest } = visit(JSON.parse(JSON.stringify(document))) as JsonObject
  const named = [...schemas].sort(([a], [b]) => a < b ? -1 : 1)
  return { ...rest, components: { ...(isObject(components) ? components : {}), schemas: Object.fromEntries(named) } }
}
