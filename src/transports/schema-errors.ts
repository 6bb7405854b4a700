import type { TSchema } from '@sinclair/typebox'
import type { ValueError } from '@sinclair/typebox/compiler'
import { ValueErrorType } from '@sinclair/typebox/errors'
import type { JsonSchema } from '../../core/domain/schema/json-schema.ts'
import type { SchemaError } from '../../core/domain/schema/schema-error.ts'

const limits: Partial<Record<ValueErrorType, 'minItems' | 'maxItems' | 'minLength' | 'maxLength'>> = {
  [ValueErrorType.ArrayMinItems]: 'minItems',
  [ValueErrorType.ArrayMaxItems]: 'maxItems',
  [ValueErrorType.StringMinLength]: 'minLength',
  [ValueErrorType.StringMaxLength]: 'maxLength'
}

/** An error of TypeBox's compiled checks, which sockets use, as Ajv reports it: both get the same words. */
export function toSchemaError ({ type, path, schema, value }: ValueError): SchemaError {
  const parentSchema = schema as JsonSchema // as: TypeBox schemas are JSON Schema
  const error = { instancePath: path, schemaPath: '', data: value, parentSchema }
  const limit = limits[type]
  if (limit !== undefined) return { ...error, keyword: limit, params: { limit: parentSchema[limit] } }
  const [owner, key] = lastOf(path)
  switch (type) {
    case ValueErrorType.ObjectRequiredProperty:
      return {
        ...error,
        instancePath: owner,
        keyword: 'required',
        params: { missingProperty: key },
        parentSchema: { properties: { [key]: parentSchema } }
      }
    case ValueErrorType.ObjectAdditionalProperties:
      return {
        ...error,
        instancePath: owner,
        keyword: 'additionalProperties',
        params: { additionalProperty: key },
        data: undefined
      }
    case ValueErrorType.StringPattern: return { ...error, keyword: 'pattern', params: { pattern: schema.pattern } }
    default: return parentSchema.enum === undefined
      ? { ...error, keyword: 'type', params: { type: typesOf(schema) } }
      : { ...error, keyword: 'enum', params: { allowedValues: parentSchema.enum } }
  }
}

/** A pointer to a member as the pointer to its owner and the member's name. */
function lastOf (pointer: string): [owner: string, key: string] {
  const at = pointer.lastIndexOf('/')
  return [pointer.slice(0, at), pointer.slice(at + 1).replace(/~1/g, '/').replace(/~0/g, '~')]
}

const typesOf = ({ type, anyOf }: TSchema): unknown =>
  Array.isArray(anyOf) ? anyOf.map((one: TSchema) => one.type as unknown) : type
