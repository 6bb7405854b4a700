import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { Value } from '@sinclair/typebox/value'
import type { TSchema } from '@sinclair/typebox'
import t from 'tap'
import { commandArgs } from '../../../core/contract/commands.ts'
import { ConfigDocument } from '../../../core/contract/configs.ts'
import { errorTable } from '../../../core/contract/errors.ts'
import { JobRequest } from '../../../core/contract/jobs.ts'
import { QueuePatch, ReorderRequest } from '../../../core/contract/queue.ts'
import { PruneRequest } from '../../../core/contract/models.ts'
import { ClientMessage } from '../../../core/contract/socket.ts'
import { StartRequest } from '../../../core/contract/training.ts'
import { reasons } from '../../../core/contract/values.ts'
import { Environment } from '../../../src/settings.ts'
import { layers } from '../../helpers/layers.ts'
import { filesIn, root } from '../../helpers/tree.ts'

const read = (path: string): string => readFileSync(root + path, 'utf8')
const pages = [
  'README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md',
  ...filesIn('docs').filter(path => path.endsWith('.md'))
]
const readme = read('README.md')
const shown = readme + read('docs/api-tour.md')
const bodies: Record<string, TSchema> = {
  '/api/training/start': StartRequest,
  '/api/training/stop': commandArgs.stop,
  '/api/samples/custom': commandArgs.sample_custom,
  '/api/config/validate': ConfigDocument,
  '/api/v1/training-jobs': JobRequest,
  '/api/v1/training-jobs/1/models/prune': PruneRequest,
  '/api/v1/training-jobs/4/reorder': ReorderRequest,
  '/api/v1/queue': QueuePatch
}

/** What a curl line asks for. */
interface Call { line: string, method: string, path: string, body: string | undefined }
function callsIn (text: string): Call[] {
  return [...text.matchAll(/^curl .*$/gm)].map(([line]) => ({
    line,
    method: (/ -X (\w+)/.exec(line)?.[1] ?? 'GET').toLowerCase(),
    path: / '?localhost:8000([^\s?"']*)/.exec(line)?.[1] ?? '',
    body: / -d '([^']*)'/.exec(line)?.[1]
  }))
}

const offers = (paths: Record<string, Record<string, unknown>>, { method, path }: Call): boolean =>
  Object.entries(paths).some(
    ([template, methods]) => new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path) && method in methods
  )

const accepts = (schema: TSchema, value: unknown): boolean =>
  Value.Check(schema, Value.Default(schema, Value.Clone(value)))

/** GitHub's name for a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-')

t.test('[G7] every npm command in the prose is one of ours', t => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> } // as: it is our own file
  for (const page of pages) {
    for (const [command, name = ''] of read(page).matchAll(/\bnpm (?:run )?([a-z:-]+)/g)) {
      t.ok(['ci', 'pack', 'install'].includes(name) || name in scripts, `${page}: ${command}`)
    }
  }
  t.end()
})

t.test('[G7] every relative link leads to a file, and to a heading of it', t => {
  for (const page of pages) {
    for (const [, target = ''] of read(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)) {
      const [file = '', anchor] = target.split('#')
      const path = file === '' ? page : posix.join(posix.dirname(page), file)
      t.ok(existsSync(root + path), `${page}: ${target}`)
      if (anchor !== undefined) {
        t.ok(
          [...read(path).matchAll(/^#+ (.+)$/gm)].some(([, heading = '']) => anchorOf(heading) === anchor),
          `${page}: ${target}`
        )
      }
    }
  }
  t.end()
})

t.test('[G7] every setting in the prose is a setting', t => {
  const known = Object.keys(Environment.properties)
  for (const page of ['README.md', 'SECURITY.md', 'CONTRIBUTING.md', 'docs/troubleshooting.md']) {
    for (const [, name = ''] of read(page).matchAll(/`([A-Z]+(?:_[A-Z]+)*)(?:[=/][^`]*)?`/g)) {
      if (!/^SIG[A-Z]+$/.test(name)) t.ok(name === 'Z' || known.includes(name), `${page}: ${name}`)
    }
  }
  t.end()
})

t.test('[G8] every body in a curl line of the README and the API tour is one the server accepts', t => {
  const calls = callsIn(shown)
  t.ok(calls.length > 15)
  for (const { line, path, body } of calls.filter(({ body }) => body !== undefined)) {
    const schema = bodies[path]
    t.ok(schema !== undefined && accepts(schema, JSON.parse(body ?? '')), line)
  }
  t.notOk(accepts(StartRequest, { epochs: 3 }))
  t.end()
})

t.test('[G8] every WebSocket message in the API tour is one the server accepts', t => {
  const messages = [...shown.matchAll(/\{"type": .*\}/g)].map(([text]) => JSON.parse(text) as unknown)
  t.ok(messages.length > 4)
  for (const message of messages) t.ok(Value.Check(ClientMessage, message), JSON.stringify(message))
  t.end()
})

t.test('[G8] every curl line of the README and the API tour asks for what openapi.json offers', t => {
  // as: OpenAPI says so
  const { paths } = JSON.parse(read('openapi/openapi.json')) as { paths: Record<string, Record<string, unknown>> }
  for (const call of callsIn(shown)) t.ok(offers(paths, call), call.line)
  const gone = callsIn('curl -X POST localhost:8000/api/training/status\ncurl localhost:8000/api/nothing')
  for (const call of gone) t.notOk(offers(paths, call), call.line)
  t.end()
})

t.test('[G202] every code and reason on the troubleshooting page is one of ours', t => {
  const page = read('docs/troubleshooting.md')
  const named = [...page.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map(([, name = '']) => name)
  const known: string[] = [...Object.keys(errorTable), ...reasons, 'waiting_for', 'request_id']
  t.ok(named.length > 15)
  for (const name of named) t.ok(known.includes(name), name)
  t.end()
})

t.test('[G73] every path that CONTRIBUTING names is there, except those its examples add', t => {
  const added = new Set(['services/jobs/job-size.ts'])
  const parts = read('CONTRIBUTING.md').split('`').filter((_, index) => index % 2 === 1)
  const isPath = /^(bridge|core|docs|routes|services|src|test|web)\/[\w./-]+$/
  const paths = parts.join(' ').split(' ').filter(part => isPath.test(part))
  t.ok(paths.length > 40)
  for (const path of paths) if (!added.has(path)) t.ok(existsSync(root + path), path)
  t.end()
})

/** Places in a cell of the folder table: those before "types of" by value, those after it as types. */
function placesIn (cell: string): { values: string[], types: string[] } {
  const [values = '', types = ''] = cell
    .split('types of ')
    .map(part => [...part.matchAll(/`([^`]+)`/g)].map(([, place]) => place ?? ''))
  return { values: [...values], types: [...types] }
}

t.test('[G19] the folder table of the README lists the layers and what each may import', t => {
  const rows = [...readme.matchAll(/^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$/gm)]
  const shown = rows.map(([, folder = '', , imports = '']) => [folder, placesIn(imports)])
  t.strictSame(shown, Object.entries(layers).map(([folder, { values, types }]) => [folder, { values, types }]))
  t.strictSame(placesIn('`core`, `web`; types of `services`'), { values: ['core', 'web'], types: ['services'] })
  t.strictSame(placesIn('nothing'), { values: [], types: [] })
  t.end()
})
