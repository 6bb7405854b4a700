import { Ajv } from 'ajv'
import type { ValidateFunction } from 'ajv'
import type { Finding } from '../../core/contract/errors.ts'
import { clientMessages } from '../../core/contract/socket.ts'
import type { ClientMessage } from '../../core/contract/socket.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import type { AppError } from '../../core/domain/app-error.ts'
import { didYouMean } from '../../core/domain/schema/did-you-mean.ts'
import { toFindings } from '../../core/domain/schema/findings.ts'
import type { SchemaError } from '../../core/domain/schema/schema-error.ts'

const ajv = new Ajv({ allErrors: true, verbose: true, strict: false })
const checks = new Map<string, ValidateFunction>(clientMessages.map(schema =>
  [schema.properties.type.const, ajv.compile(schema)]))
const types = [...checks.keys()]
const most_findings = 10

/** A client's message, or the error to answer with. The bare text `ping` and the JSON string "ping" are a ping. */
export type ReadMessage = { message: ClientMessage, error?: never } | { error: AppError, message?: never }

/** Reads one text message of a `/ws` client. Never throws. */
export function readClientMessage (text: string): ReadMessage {
  if (text.trim() === 'ping') return { message: { type: 'ping' } }
  const parsed = parse(text)
  if ('problem' in parsed) return { error: createAppError('invalid_json', { problem: parsed.problem }) }
  const { value } = parsed
  if (value === 'ping') return { message: { type: 'ping' } }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const message = `must be an object with a "type", not ${nameOf(value)}`
    return refused('a message is a JSON object with a "type"', [
      { pointer: '', message, hint: accepted(), severity: 'error' }
    ])
  }
  const type: unknown = 'type' in value ? value.type : undefined
  const check = typeof type === 'string' ? checks.get(type) : undefined
  if (check === undefined) return refused('its type is unknown', [unknownType(type)])
  const findings = findingsOf(check, lenient(value))
  if (findings.length > 0) {
    return refused(findings.map(({ pointer, message }) => `${pointer}: ${message}`).join('; '), findings)
  }
  return { message: value as ClientMessage } // it was checked just now
}

/** The answer to a binary message. */
export const binaryRefused = (): AppError =>
  refused('it is binary', [
    { pointer: '', message: 'must be text, not binary', hint: 'send JSON as text', severity: 'error' }
  ]).error

function refused (problem: string, details: Finding[]): { error: AppError } {
  return { error: createAppError('invalid_request', { problem }, { details }) }
}

function parse (text: string): { value: unknown } | { problem: string } {
  try {
    const value: unknown = JSON.parse(text)
    return { value }
  } catch (error) {
    // A SyntaxError, or a RangeError where it is nested too deeply.
    return { problem: (error instanceof Error ? error.message : String(error)).slice(0, 200) }
  }
}

/** A cursor that is not one of ours is answered by `gap`, not refused, so its form does not matter here. */
function lenient (value: object): object {
  return 'since' in value && typeof value.since === 'string' ? { ...value, since: '0.0' } : value
}

const accepted = (): string => `accepted are ${types.join(', ')}`
const nameOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`
const shown = (value: unknown): string => typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : nameOf(value)

function unknownType (type: unknown): Finding {
  const near = typeof type === 'string' ? didYouMean(type, types) : null
  const message = type === undefined ? 'is missing' : `is not a message type: ${shown(type)}`
  return {
    pointer: '/type', message,
    hint: near === null ? accepted() : `did you mean "${near}"? ${accepted()}`,
    severity: 'error'
  }
}

/** The first ten wrong values, worded as those of requests and configs. */
function findingsOf (check: ValidateFunction, value: object): Finding[] {
  if (check(value)) return []
  // as: verbose errors hold what SchemaError names
  return toFindings((check.errors ?? []) as SchemaError[]).slice(0, most_findings)
}
