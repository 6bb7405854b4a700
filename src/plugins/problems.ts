import type { FastifySchemaValidationError } from 'fastify/types/schema.js'
import type { Finding } from '../../core/contract/errors.ts'
import { toFindings } from '../../core/domain/schema/findings.ts'

const names: Record<string, string> = {
  body: 'field', querystring: 'query parameter', params: 'path parameter', headers: 'header'
}

/** The findings of a request, each with a message that names the part of the request and the field. */
export function requestFindings (problems: FastifySchemaValidationError[], part: string): Finding[] {
  return toFindings(problems).map(finding => ({
    ...finding,
    message: `${subjectOf(part, finding.pointer)} ${finding.message}`
  }))
}

function subjectOf (part: string, pointer: string): string {
  if (pointer === '') return part === 'body' ? 'the body' : `the ${part}`
  return `${names[part] ?? part} "${part === 'body' ? pointer : pointer.slice(1)}"`
}
