import type { FastifySchemaValidationError } from 'fastify/types/schema.js'
import type { Finding } from '../../core/contract/errors.ts'
import { didYouMean } from '../../core/domain/config/did-you-mean.ts'
import { isObject, pointTo } from '../../core/domain/config/json-schema.ts'
import type { JsonSchema } from '../../core/domain/config/json-schema.ts'

/** What the validator knows beyond Fastify's own type, because it is told to be verbose. */
type Problem = FastifySchemaValidationError & { data?: unknown, parentSchema?: JsonSchema & { minProperties?: number, maxProperties?: number } }

const kinds: Record<string, string> = { integer: 'a whole number', number: 'a number', string: 'text', boolean: 'true or false', object: 'an object', array: 'a list', null: 'null' }
const parts: Record<string, string> = { body: 'field', querystring: 'query parameter', params: 'path parameter', headers: 'header' }

/** What is wrong with a request, field by field, in words that name the field. */
export function toFindings (problems: FastifySchemaValidationError[], part: string): Finding[] {
  const exact = problems.filter(({ keyword }) => !['anyOf', 'oneOf', 'if'].includes(keyword))
  const seen = new Set<string>()
  return (exact.length > 0 ? exact : problems).map(problem => toFinding(problem, part)).filter(({ pointer, message }) => {
    const key = `${pointer} ${message}`
    return seen.has(key) ? false : seen.add(key)
  })
}

function toFinding (problem: Problem, part: string): Finding {
  const key = problem.params.missingProperty ?? problem.params.additionalProperty
  const pointer = typeof key === 'string' ? pointTo(problem.instancePath, key) : problem.instancePath
  const where = pointer === '' ? (part === 'body' ? 'the body' : `the ${part}`) : `${parts[part] ?? part} "${part === 'body' ? pointer : pointer.slice(1)}"`
  const hint = hintFor(problem)
  return { pointer, message: `${where} ${say(problem)}`, ...(hint === undefined ? {} : { hint }), severity: 'error' }
}

function say (problem: Problem): string {
  const { keyword, params, data, message = 'is not valid' } = problem
  switch (keyword) {
    case 'required': return 'is missing'
    case 'additionalProperties': return 'is not known here'
    case 'type': return `must be ${kinds[String(params.type)] ?? String(params.type)}, not ${show(data)}`
    case 'enum': return `must be one of ${(params.allowedValues as unknown[]).join(', ')}, not ${show(data)}` // as: Ajv says so for enum
    case 'minProperties':
    case 'maxProperties': return sayHowMany(problem) ?? message
    case 'minimum':
    case 'maximum': return `must be ${range(problem)}, not ${show(data)}`
    case 'pattern': return `is not written as it must be: ${show(data)}`
    default: return message
  }
}

const range = ({ parentSchema }: Problem): string => `from ${parentSchema?.minimum ?? '-∞'} to ${parentSchema?.maximum ?? '∞'}`

function sayHowMany ({ parentSchema }: Problem): string | null {
  const one = parentSchema?.minProperties === 1 && parentSchema.maxProperties === 1
  return one ? `must have exactly one of ${Object.keys(parentSchema.properties ?? {}).join(', ')}` : null
}

function hintFor ({ keyword, params, parentSchema }: Problem): string | undefined {
  if (keyword === 'pattern') return parentSchema?.description
  if (keyword !== 'additionalProperties') return undefined
  const meant = didYouMean(String(params.additionalProperty), Object.keys(parentSchema?.properties ?? {}))
  return meant === null ? undefined : `did you mean "${meant}"?`
}

function show (value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? value.slice(0, 60) + '…' : value)
  return Array.isArray(value) ? 'a list' : isObject(value) ? 'an object' : String(value)
}
