import type { Static, TObject, TSchema } from '@sinclair/typebox'
import { Value, ValueErrorType } from '@sinclair/typebox/value'
import type { ValueError } from '@sinclair/typebox/value'
import { inCodeUnits, withUnknownFields } from './rewrite-schema.ts'

type JsonObject = Record<string, unknown>

/** Makes a record of the next version from one of this version. */
export type Upgrade = (older: JsonObject) => JsonObject

/** A record file that cannot be used. The message names the file, the place in it and what is wrong there. */
export class DamagedRecord extends Error {
  /** `pointer`: JSON pointer to the value at fault; empty for the whole file. */
  constructor (file: string, pointer: string, problem: string, options: ErrorOptions = {}) {
    super(`${file}: ${pointer === '' ? '' : `${pointer}: `}${problem}`, options)
    this.name = 'DamagedRecord'
  }
}

/** Makes a record from the text of a file; `file` names it in errors. Errors: DamagedRecord. */
export type ReadRecord<T> = (text: string, file: string) => T

/**
 * How the record files of one kind are read back, whichever version wrote them: `v` is the version (1 where it is
 * missing), `upgrades` lead from each version to the next, what is missing has the default of the schema, and what the
 * schema does not know is kept, so that an update writes it back. A record of a newer version than this one is refused.
 * A schema without `v` has one version.
 */
export function recordReader<S extends TObject> (
  schema: S, upgrades: Record<number, Upgrade> = {}
): ReadRecord<Static<S>> {
  const tolerant = inCodeUnits(withUnknownFields(schema))
  const newest = Math.max(0, ...Object.keys(upgrades).map(Number)) + 1
  return (text, file) => {
    const record = parse(text, file)
    const current = schema.properties.v === undefined ? record : upgrade(record, upgrades, newest, file)
    const complete: unknown = Value.Default(tolerant, current)
    if (Value.Check(tolerant, complete)) return complete
    const { path, problem } = firstProblem(tolerant, complete)
    throw new DamagedRecord(file, path, problem)
  }
}

function parse (text: string, file: string): JsonObject {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new DamagedRecord(file, '', text === '' ? 'is empty' : 'is not JSON', { cause })
  }
  // as: checked just now
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw new DamagedRecord(file, '', 'expected object')
}

function upgrade (record: JsonObject, upgrades: Record<number, Upgrade>, newest: number, file: string): JsonObject {
  const { v: version = 1 } = record
  if (!Number.isInteger(version)) throw new DamagedRecord(file, '/v', 'expected integer')
  let [now, upgraded] = [version as number, record] // as: checked just now
  if (now > newest) {
    throw new DamagedRecord(file, '/v', `version ${now} is newer than ${newest}, the newest that this server reads`)
  }
  for (let step = upgrades[now]; step !== undefined; step = upgrades[now]) {
    now += 1
    upgraded = { ...step(upgraded), v: now }
  }
  return { v: now, ...upgraded }
}

function firstProblem (schema: TSchema, value: unknown): { path: string, problem: string } {
  const error = innermost(Value.Errors(schema, value).First()!) // a value that is refused has an error
  return { path: error.path, problem: inWords(error) }
}

function inWords ({ type, message, schema }: ValueError): string {
  if (type === ValueErrorType.ObjectRequiredProperty) return 'is missing'
  if (Array.isArray(schema.enum)) return `expected one of ${schema.enum.join(', ')}`
  if (Array.isArray(schema.anyOf)) {
    return `expected ${schema.anyOf.map((branch: TSchema) => branch.type as string).join(' or ')}`
  }
  return message.charAt(0).toLowerCase() + message.slice(1)
}

/** Of a value that fits no branch of a union, what is wrong with it in the branch that it fits best. */
function innermost (error: ValueError): ValueError {
  const within = error.errors.flatMap(errors => [...errors]).filter(({ path }) => path.length > error.path.length)
  return within[0] === undefined ? error : innermost(within[0])
}
