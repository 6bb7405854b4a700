import { isObject, mayBeLeftOut, toDocument } from '../domain/schema/json-schema.ts'
import type { JsonObject, JsonSchema } from '../domain/schema/json-schema.ts'
import { mapValues } from './map-values.ts'

interface Parameter { required?: boolean, schema?: JsonSchema }
interface Body { required?: boolean, content: Record<string, { schema: JsonSchema }> }
interface Operation { parameters?: Parameter[], requestBody?: Body }

/**
 * The OpenAPI document with its requests as they may be sent. The schemas of the routes say what a handler gets, where
 * every default is filled in; a client may leave out what has one, and a body of which nothing need be sent.
 */
export function asSent (document: JsonObject): JsonObject {
  // as: a map from paths to methods to operations
  const paths = document.paths as Record<string, Record<string, Operation>>
  return { ...document, paths: mapValues(paths, methods => mapValues(methods, operationAsSent)) }
}

function operationAsSent (operation: Operation): Operation {
  const { parameters, requestBody } = operation
  return {
    ...operation,
    ...(parameters === undefined ? {} : { parameters: parameters.map(parameterAsSent) }),
    ...(requestBody === undefined ? {} : { requestBody: bodyAsSent(requestBody) })
  }
}

const parameterAsSent = (parameter: Parameter): Parameter =>
  parameter.schema?.default === undefined ? parameter : { ...parameter, required: false }

function bodyAsSent (body: Body): Body {
  const required = !Object.values(body.content).every(({ schema }) => mayBeLeftOut(schema))
  const content = mapValues(body.content, media => ({ ...media, schema: tellDefaults(toDocument(media.schema)) }))
  return { ...body, required, content }
}

/**
 * The schema of a body with each default in words. Generators take a field with the keyword `default` for one that is
 * always there: true of a reply, not of a request.
 */
function tellDefaults (schema: JsonSchema): JsonSchema {
  const { properties, items, anyOf } = schema
  return {
    ...schema,
    ...(properties === undefined ? {} : { properties: mapValues(properties, one => inWords(tellDefaults(one))) }),
    ...(items === undefined ? {} : { items: tellDefaults(items) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(tellDefaults) })
  }
}

function inWords ({ default: value, ...schema }: JsonSchema): JsonSchema {
  if (value === undefined) return schema
  const words = `Default: ${JSON.stringify(value)}`
  return { ...schema, description: schema.description === undefined ? words : `${schema.description}. ${words}` }
}

/** Data: a node in it only looks like a schema. */
const data = new Set(['example', 'examples', 'default', 'const', 'enum'])

/**
 * The document with its lists of fixed length as OpenAPI 3.1 has them, in JSON Schema 2020-12; ours are of draft 07.
 * `{ not: {} }` is what `false` is, in a form that every linter accepts.
 */
export function withPrefixItems (node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withPrefixItems)
  if (!isObject(node)) return node
  const { items, additionalItems, ...rest } = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, data.has(key) ? value : withPrefixItems(value)])
  )
  if (!Array.isArray(items)) return { ...rest, ...(items === undefined ? {} : { items }) }
  return { ...rest, prefixItems: items, items: additionalItems === false ? { not: {} } : additionalItems ?? {} }
}
