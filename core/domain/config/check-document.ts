import type { Finding } from '../../contract/errors.ts'
import { toFindings } from '../schema/findings.ts'
import type { FindingOptions } from '../schema/findings.ts'
import { pointTo } from '../schema/json-pointer.ts'
import type { SchemaError, ValidateSchema } from '../schema/schema-error.ts'

const DEEPEST = 16

/** Everything wrong with a config by its schema. A config that is nested too deeply is not checked further. */
export function checkDocument (validate: ValidateSchema, document: unknown, options: FindingOptions = {}): Finding[] {
  const { too_deep, reserved } = scan(document)
  if (too_deep !== null) {
    const message = `is nested more than ${DEEPEST} levels deep`
    return [{ pointer: too_deep, message, hint: 'no field needs that; look for a bracket too many', severity: 'error' }]
  }
  const unknown_hint = 'GET /api/config/schema shows the known fields'
  return toFindings([...reserved, ...validate(document)], { unknown_hint, document, ...options })
}

interface Scan {
  /** Pointer to the first value beyond the deepest level; null when there is none. */
  too_deep: string | null
  /** Fields named `__proto__`: no schema can be trusted to refuse them. */
  reserved: SchemaError[]
}

function scan (document: unknown): Scan {
  const found: Scan = { too_deep: null, reserved: [] }
  visit(document, '', 0, found)
  return found
}

function visit (value: unknown, pointer: string, depth: number, found: Scan): void {
  if (typeof value !== 'object' || value === null || found.too_deep !== null) return
  if (depth > DEEPEST) {
    found.too_deep = pointer
    return
  }
  if (Object.hasOwn(value, '__proto__')) found.reserved.push(reservedName(pointer))
  for (const [key, item] of Object.entries(value)) visit(item, pointTo(pointer, key), depth + 1, found)
}

const reservedName = (instancePath: string): SchemaError => ({
  keyword: 'additionalProperties', instancePath, schemaPath: '', params: { additionalProperty: '__proto__' }
})
