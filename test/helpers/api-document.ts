import { readFileSync } from 'node:fs'
import Ajv2020 from 'ajv/dist/2020.js'
import { root } from './tree.ts'

interface Schema { $ref?: string, properties?: Record<string, unknown>, required?: string[], minProperties?: number }
interface Media { schema: Schema, example?: unknown }
interface Parameter { in: string, name: string, required: boolean, description?: string, example?: unknown }
interface Reply { $ref?: string, content?: Record<string, Media> }

export interface Operation {
  id: string
  method: string
  url: string
  parameters: Parameter[]
  /** Names of the fields of the body; null where there is none, or where it is a document of its own kind. */
  fields: string[] | null
  required_fields: string[]
  /** How many fields it must have. */
  at_least: number
  example: unknown
  statuses: string[]
  /** Whether its replies of success are JSON. */
  isJson: boolean
}

interface Raw {
  operationId: string
  parameters?: Parameter[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, Reply>
}

/** A reply as it came. */
export interface Received { status: number, content_type: string, body: unknown }

export type ApiDocument = ReturnType<typeof apiDocument>

/** The committed OpenAPI document, read as a client would. */
export function apiDocument () {
  const text = readFileSync(`${root}openapi/openapi.json`, 'utf8')
  const document = JSON.parse(text) as { paths: Record<string, Record<string, Raw>> } // as: a test of its own reads it
  const ajv = new Ajv2020.Ajv2020({ strict: false, validateSchema: false, allErrors: true })
  ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
  ajv.addFormat('binary', true)
  ajv.addSchema(document, 'api')

  function resolve <T extends { $ref?: string }> (node: T): T {
    if (node.$ref === undefined) return node
    // as: every reference leads to a node of its kind
    return node.$ref.slice(2).split('/').reduce<any>((at, part) => at[part], document) as T // any: a document
  }

  const operations = new Map(Object.entries(document.paths).flatMap(([url, methods]) =>
    Object.entries(methods).map(([method, raw]) => [raw.operationId, { url, method, raw }])))

  return {
    ids: [...operations.keys()],
    toJSON: () => document,

    operation (id: string): Operation {
      const { url, method, raw } = operations.get(id) ?? fail(`no operation ${id}`)
      const media = raw.requestBody?.content['application/json']
      const schema = media === undefined ? null : resolve(media.schema)
      const success = Object.entries(raw.responses).filter(([status]) => Number(status) < 300)
      return {
        id, method, url,
        parameters: raw.parameters ?? [],
        fields: schema?.properties === undefined ? null : Object.keys(schema.properties),
        required_fields: schema?.required ?? [],
        at_least: schema?.minProperties ?? 0,
        example: media?.example,
        statuses: Object.keys(raw.responses),
        isJson: success.every(([, { content }]) => content === undefined || 'application/json' in content)
      }
    },

    /** What does not fit between a reply and what the document says of it. */
    problemsOf (id: string, { status, content_type, body }: Received): string[] {
      const { url, method, raw } = operations.get(id) ?? fail(`no operation ${id}`)
      const declared = raw.responses[status]
      if (declared === undefined) return [`${id} is answered ${status}, which is not declared: ${JSON.stringify(body)}`]
      const { content } = resolve(declared)
      if (content === undefined) return body === '' ? [] : [`${id} ${status} has a body`]
      return problemsIn(['paths', url, method, 'responses', String(status), 'content'], content, { content_type, body })
        .map(problem => `${id} ${status} ${problem}`)
    }
  }

  function problemsIn (
    path: string[], content: Record<string, Media>, { content_type, body }: Omit<Received, 'status'>
  ): string[] {
    const type = content_type.split(';', 1)[0] ?? ''
    const range = [type, `${type.split('/', 1)[0] ?? ''}/*`].find(one => one in content)
    if (range === undefined) return [`is ${type}, which is not declared`]
    if (range !== 'application/json') return []
    const place = content[range]?.schema.$ref ?? `#/${[...path, range, 'schema'].map(pointerPart).join('/')}`
    const check = ajv.getSchema(`api${place}`) ?? fail(`no schema ${place}`)
    return check(body) === true ? [] : (check.errors ?? []).map(one => `${one.instancePath} ${one.message ?? ''}`)
  }
}

/** A part of a JSON pointer in a URL. */
const pointerPart = (name: string): string =>
  encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))

function fail (message: string): never {
  throw new Error(message)
}
