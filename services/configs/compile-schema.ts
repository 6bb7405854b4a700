import { Ajv } from 'ajv'
import type { Options } from 'ajv'
import type { JsonObject } from '../../core/domain/schema/json-schema.ts'
import type { SchemaError, ValidateSchema } from '../../core/domain/schema/schema-error.ts'

/** How configs are validated: every error at once, each with the value and the schema that findings are made from. */
export const configOptions: Options = { allErrors: true, verbose: true, strict: false, validateFormats: false }

/** Ajv's own signature: the errors of the last call lie on the function. */
export interface CompiledSchema { (value: unknown): boolean, errors?: SchemaError[] | null }

/**
 * Compiles a small schema, at the first use of it. A large one holds the event loop for a second: see
 * schema-compiler.ts.
 */
export function compileSchema (schema: JsonObject): ValidateSchema {
  let compiled: ValidateSchema | null = null
  return value => {
    // as: verbose errors hold what SchemaError names
    compiled ??= errorsOf(new Ajv(configOptions).compile(schema) as CompiledSchema)
    return compiled(value)
  }
}

export const errorsOf =
  (compiled: CompiledSchema): ValidateSchema =>
    value =>
      compiled(value) ? [] : (compiled.errors ?? [])
