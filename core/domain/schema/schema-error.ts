import type { JsonSchema } from './json-schema.ts'

/** One error of Ajv (options `allErrors` and `verbose`), as plain data. */
export interface SchemaError {
  keyword: string
  /** JSON pointer to the value. */
  instancePath: string
  /** Where the keyword stands in the schema. */
  schemaPath: string
  params: Record<string, unknown>
  message?: string
  /** The value itself. */
  data?: unknown
  /** The schema that holds the keyword. */
  parentSchema?: JsonSchema
}

/** Every error of a value against one schema; none for a valid value. */
export type ValidateSchema = (value: unknown) => readonly SchemaError[]
