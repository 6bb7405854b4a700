import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Ajv2020 from 'ajv/dist/2020.js'
import t from 'tap'
import { root } from '../../helpers/tree.ts'

// as: the script is JavaScript, which says no types
const { runRedocly, spectralProblems } = await import('../../../scripts/lint/api.mjs' as string) as {
  runRedocly: (files: string[]) => { status: number | null, stdout: string, stderr: string }
  spectralProblems: (kind: 'openapi' | 'asyncapi', document: object) => Promise<string[]>
}
// any: a document, changed below
const read = (kind: string): any => JSON.parse(readFileSync(`${root}openapi/${kind}.json`, 'utf8'))

t.test('[D202] both API documents pass the rules of Redocly and of Spectral', async t => {
  const { status, stdout, stderr } = runRedocly(['openapi/openapi.json', 'openapi/asyncapi.json'])
  t.equal(status, 0, stdout + stderr)
  for (const kind of ['openapi', 'asyncapi'] as const) t.strictSame(await spectralProblems(kind, read(kind)), [], kind)
})

t.test('[D202] every schema of the API document is one of JSON Schema 2020-12', async t => {
  const ajv = new Ajv2020.Ajv2020({ strict: false })
  const valid = (schema: object): boolean => ajv.validateSchema(schema) as boolean // as: the meta-schema is not async
  for (const [name, schema] of Object.entries(read('openapi').components.schemas)) t.ok(valid(schema as object), name)
  t.notOk(valid({ type: 'array', items: [{ type: 'integer' }], additionalItems: false }), 'a list of draft 07 is none')
})

t.test('[D202] each linter finds what is wrong in a document', async t => {
  const dir = mkdtempSync(join(tmpdir(), 'lint-api-'))
  t.teardown(() => { rmSync(dir, { recursive: true }) })
  const document = read('openapi')
  document.components.schemas.Series.properties.points.items = [{ type: 'integer' }]
  document.paths['/api/training/start'].post.operationId = 'stopTraining'
  delete document.paths['/api/v1/queue'].get.description
  const file = join(dir, 'openapi.json')
  writeFileSync(file, JSON.stringify(document))
  const { status, stdout } = runRedocly([file])
  t.equal(status, 1)
  for (const rule of ['struct', 'operation-operationId-unique']) t.match(stdout, rule)
  const found = (await spectralProblems('openapi', document)).join('\n')
  for (const rule of ['oas3-schema', 'operation-operationId-unique', 'operation-description']) t.match(found, rule)
})

t.test('[G203] nothing that is installed runs a script, but the optional package for SQLite', async t => {
  const { packages } = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8')) as {
    packages: Record<string, { hasInstallScript?: boolean, resolved?: string }>
  } // as: npm wrote it
  const scripted = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript === true)
  t.strictSame(scripted.map(([path]) => path), ['node_modules/@photostructure/sqlite'])
  for (const [path, { resolved = 'https://registry.npmjs.org/' }] of Object.entries(packages)) {
    t.ok(resolved.startsWith('https://registry.npmjs.org/'), path)
  }
})
