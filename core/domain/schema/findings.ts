import type { Finding } from '../../contract/errors.ts'
import { pointTo } from './json-pointer.ts'
import type { SchemaError } from './schema-error.ts'
import { hintFor, problemOf } from './schema-problem.ts'

export interface FindingOptions {
  /** Hint for an unknown field that resembles no known one. */
  unknown_hint?: string
  /** Pointer to an object whose values are never quoted. */
  secrets?: string
  /** The value that was validated: findings come in its order. */
  document?: unknown
}

/** Findings beyond this number are counted but not shown. */
export const MOST_FINDINGS = 500

/** The one mapper from schema errors to findings: one finding a pointer. Only as many as are shown get words. */
export function toFindings (errors: readonly SchemaError[], options: FindingOptions = {}): Finding[] {
  const found = [...errorByPointer(errors)].map(([pointer, error]) => ({ pointer, error }))
  return inDocumentOrder(options.document, found).map(({ pointer, error }, index) => index < MOST_FINDINGS
    ? toFinding(pointer, error, options)
    : { pointer, message: 'is not valid', severity: 'error' })
}

/** The findings that are shown, and a last one that counts the rest. */
export function limitFindings (findings: Finding[]): Finding[] {
  const hidden = findings.length - MOST_FINDINGS
  if (hidden <= 0) return findings
  const message = `has ${hidden} more errors, which are not shown`
  return [...findings.slice(0, MOST_FINDINGS), { pointer: '', message, severity: 'error' }]
}

/** Sorted by where their values stand in the document; values that are missing come last. */
function inDocumentOrder<T extends { pointer: string }> (document: unknown, found: T[]): T[] {
  if (document === undefined || found.length < 2) return found
  const places = new Map<string, number>()
  const visit = (value: unknown, pointer: string): void => {
    places.set(pointer, places.size)
    if (typeof value !== 'object' || value === null) return
    for (const [key, item] of Object.entries(value)) visit(item, pointTo(pointer, key))
  }
  visit(document, '')
  const placeOf = ({ pointer }: T): number => places.get(pointer) ?? places.size
  return found.toSorted((one, other) => placeOf(one) - placeOf(other))
}

/** Whether a value and all it contains are free of errors: no rule draws conclusions from a value that is wrong. */
export function soundIn (errors: readonly Finding[]): (pointer: string) => boolean {
  const wrong = new Set(errors.map(({ pointer }) => pointer))
  const wrong_inside = new Set([...wrong].flatMap(pathTo))
  return pointer => !wrong_inside.has(pointer) && !pathTo(pointer).some(owner => wrong.has(owner))
}

/** The pointer and those of everything that contains it. */
function pathTo (pointer: string): string[] {
  const parts = pointer.split('/')
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

/** Of several errors at one pointer the list of allowed words says most; else the first is as good as any. */
function errorByPointer (errors: readonly SchemaError[]): Map<string, SchemaError> {
  const found = new Map<string, SchemaError>()
  for (const error of errors) {
    if (isOfAlternative(error)) continue
    const pointer = pointerOf(error)
    if (!found.has(pointer) || error.keyword === 'enum') found.set(pointer, error)
  }
  return found
}

/** A value that fits no alternative is reported against the first: the others are null and infinity. */
const isOfAlternative = ({ keyword, schemaPath }: SchemaError): boolean =>
  keyword === 'anyOf' || /\/anyOf\/[1-9]\d*\//.test(schemaPath)

function pointerOf ({ instancePath, params }: SchemaError): string {
  const key = params.missingProperty ?? params.additionalProperty
  return typeof key === 'string' ? pointTo(instancePath, key) : instancePath
}

function toFinding (pointer: string, error: SchemaError, { unknown_hint, secrets }: FindingOptions): Finding {
  const is_secret = error.parentSchema?.writeOnly === true ||
    (secrets !== undefined && (pointer === secrets || pointer.startsWith(`${secrets}/`)))
  const hint = hintFor(error) ?? (error.keyword === 'additionalProperties' ? unknown_hint : undefined)
  return { pointer, message: problemOf(error, is_secret), ...(hint === undefined ? {} : { hint }), severity: 'error' }
}
