import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createClient } from '@hey-api/openapi-ts'
import openapiTS, { astToString } from 'openapi-typescript'
import { steps } from './api-calls.ts'
import type { Call } from './api-calls.ts'
import type { ApiDocument } from './api-document.ts'
import { root } from './tree.ts'

export type Known = Record<string, unknown>
/** One call of a generated client; `known`: what earlier replies told. */
export type GeneratedCall = (known: Known) => Promise<unknown>
/** The calls of `steps`, as a generated client makes them. */
export type MakeCalls = (baseUrl: string, fetch: typeof globalThis.fetch) => GeneratedCall[]

const tsconfig = {
  compilerOptions: {
    strict: true, target: 'ES2022', module: 'NodeNext', lib: ['ES2023', 'DOM', 'DOM.Iterable'], types: [],
    skipLibCheck: true, outDir: 'out', rootDir: '.'
  },
  include: ['*.ts', 'hey-api']
}
const calls = steps.filter((step): step is Call => 'operation' in step)

/** Generates two clients from the document, writes the calls in their terms, compiles it all strictly, and loads it. */
export async function generateClients (document: ApiDocument, dir: string): Promise<Record<string, MakeCalls>> {
  mkdirSync(dir, { recursive: true })
  const input = join(dir, 'openapi.json')
  writeFileSync(input, JSON.stringify(document))
  writeFileSync(join(dir, 'tsconfig.json'), JSON.stringify(tsconfig))
  writeFileSync(join(dir, 'schema.d.ts'), astToString(await openapiTS(pathToFileURL(input))))
  await createClient({
    input, output: join(dir, 'hey-api'), logs: { level: 'silent' },
    plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk']
  })
  writeFileSync(join(dir, 'openapi-fetch.ts'), fetchCalls(document))
  writeFileSync(join(dir, 'hey.ts'), heyCalls(document))
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', dir], { encoding: 'utf8' })
  return Object.fromEntries(await Promise.all(['openapi-fetch', 'hey'].map(async name =>
    // as: written below
    [name, (await import(pathToFileURL(join(dir, 'out', `${name}.js`)).href) as { makeCalls: MakeCalls }).makeCalls])))
}

const literal = (value: object): string => JSON.stringify(value).replace(/"@(\w+)"/g, 'known.$1')
const known = '(known: Record<string, string>)'

/** The arguments of a call; a full one has a key of its own where the operation takes one. */
function argumentsOf ({ operation, args, full }: Call, index: number, document: ApiDocument): Call['args'] {
  const takesKey = document.operation(operation).parameters.some(({ name }) => name === 'idempotency-key')
  return full && takesKey ? { ...args, headers: { ...args.headers, 'idempotency-key': `call-${index}` } } : args
}

/** What is no JSON is read as it comes. */
const asStream = (operation: string, document: ApiDocument): object =>
  document.operation(operation).isJson ? {} : { parseAs: 'stream' }

function fetchCalls (document: ApiDocument): string {
  const lines = calls.map((call, index) => {
    const { path, query, headers: header, body } = argumentsOf(call, index, document)
    const parts = Object.entries({ path, query, header })
    const params = Object.fromEntries(parts.filter(([, value]) => value !== undefined))
    const options = {
      ...(Object.keys(params).length === 0 ? {} : { params }), ...(body === undefined ? {} : { body }),
      ...asStream(call.operation, document)
    }
    const given = Object.keys(options).length === 0 ? '' : `, ${literal(options)}`
    const { method, url } = document.operation(call.operation)
    return `  ${known} => client.${method.toUpperCase()}('${url}'${given})`
  })
  return [
    "import createClient from 'openapi-fetch'", "import type { paths } from './schema.js'",
    'export const makeCalls = (baseUrl: string, fetch: typeof globalThis.fetch) => {',
    '  const client = createClient<paths>({ baseUrl, fetch })', `  return [\n${lines.join(',\n')}\n  ]`, '}\n'
  ].join('\n')
}

function heyCalls (document: ApiDocument): string {
  const lines = calls.map((call, index) => {
    const given = { client: '@client', ...argumentsOf(call, index, document), ...asStream(call.operation, document) }
    return `  ${known} => sdk.${call.operation}(${literal(given).replace('known.client', 'client')})`
  })
  return [
    "import { createClient, createConfig } from './hey-api/client/index.js'",
    "import * as sdk from './hey-api/sdk.gen.js'",
    'export const makeCalls = (baseUrl: string, fetch: typeof globalThis.fetch) => {',
    '  const client = createClient(createConfig({ baseUrl, fetch }))', `  return [\n${lines.join(',\n')}\n  ]`, '}\n'
  ].join('\n')
}
