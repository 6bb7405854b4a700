import { errorTable } from '../contract/errors.ts'
import { statusNames } from '../domain/app-error.ts'
import type { JsonObject } from '../domain/schema/json-schema.ts'
import { mapValues } from './map-values.ts'

/**
 * The OpenAPI document with one reply for each status of an error, and a `$ref` to it in every operation: all errors
 * have one shape.
 */
export function shareErrors (document: JsonObject): JsonObject {
  const shared: JsonObject = {}

  function replyOf (status: string, reply: unknown): unknown {
    const name = statusNames[Number(status)]?.replaceAll(' ', '')
    if (name === undefined) return reply
    // as: made by @fastify/swagger from a schema
    shared[name] ??= { ...reply as object, description: codesOf(Number(status)) }
    return { $ref: `#/components/responses/${name}` }
  }

  // as: maps from paths to methods to operations
  const paths = mapValues(document.paths as Record<string, Record<string, { responses: JsonObject }>>, methods =>
    mapValues(methods, operation => ({
      ...operation,
      responses: Object.fromEntries(
        Object.entries(operation.responses).map(([status, reply]) => [status, replyOf(status, reply)])
      )
    })))
  const responses = Object.fromEntries(Object.entries(shared).sort(([a], [b]) => a < b ? -1 : 1))
  return { ...document, paths, components: { ...document.components as object, responses } }
}

/** The error codes of a status, in Markdown. */
function codesOf (status: number): string {
  const codes = Object.entries(errorTable).filter(([, { statusCode }]) => statusCode === status)
  return `Error with code ${codes.map(([code]) => `\`${code}\``).join(', ')}`
}
