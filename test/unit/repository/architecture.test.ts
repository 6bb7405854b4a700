import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { posix } from 'node:path'
import t from 'tap'
import { importsOf } from '../../helpers/imports.ts'
import { layers } from '../../helpers/layers.ts'
import type { Layer } from '../../helpers/layers.ts'
import { textsOf } from '../../helpers/texts.ts'
import { filesIn, root } from '../../helpers/tree.ts'

const sourceFolders = ['core', 'services', 'runner', 'src', 'routes', 'scripts', 'bench', 'web']
const allowed = new Set(['app.ts', 'http.ts', 'plugins', 'server.ts', 'settings.ts', 'start', 'transports'])
const vague = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'manager', 'types'])

const lies = (path: string, place: string): boolean => path === place || path.startsWith(place + '/')
const layerOf = (path: string): string | undefined => Object.keys(layers).find(layer => lies(path, layer))
const mayUse = (layer: Layer, name: string, types_only: boolean): boolean =>
  layer.packages.test(name) || (types_only && layer.type_packages?.test(name) === true)

/** What is wrong with the imports of one file: a sentence for each. */
function wrongImports (file: string, source: string): string[] {
  const name = layerOf(file)
  const layer = name === undefined ? undefined : layers[name]
  if (name === undefined || layer === undefined) return [`${file} lies in no layer`]
  return importsOf(source).flatMap(({ target, types_only, dynamic }) => {
    if (target === undefined) return [`${file} imports what only running it would tell`]
    if (dynamic && lies(file, 'runner')) return [`${file} imports ${target} while it runs`]
    if (!target.startsWith('.')) {
      return mayUse(layer, target, types_only) ? [] : [`${file} imports the package ${target}`]
    }
    const path = posix.join(posix.dirname(file), target)
    const may = [name, ...layer.values, ...(types_only ? layer.types : [])]
    return may.some(place => lies(path, place))
      ? []
      : [`${file} imports ${types_only ? 'the types' : 'the values'} of ${path}`]
  })
}

const wrongName = (path: string): boolean =>
  path.split('/').some(part => vague.has(part.toLowerCase().replace(/\..*$/, '').split(/[-_]/).at(-1) ?? ''))

t.test('[G1] a layer imports only what lies beneath it', t => {
  for (const layer of Object.keys(layers)) {
    const files = /\.tsx?$/.test(layer)
      ? [layer].filter(file => existsSync(root + file))
      : filesIn(layer).filter(file => /\.tsx?$/.test(file))
    for (const file of files) t.strictSame(wrongImports(file, readFileSync(root + file, 'utf8')), [], file)
  }
  t.end()
})

t.test('[G1] every way to import the wrong thing is found', t => {
  const planted: Array<[string, string, string]> = [
    ['services/queue.ts', "import fastify from 'fastify'", 'services/queue.ts imports the package fastify'],
    [
      'services/queue.ts', "import type { App } from '../src/http.ts'",
      'services/queue.ts imports the types of src/http.ts'
    ],
    [
      'routes/jobs.ts',
      "import { createStore } from '../services/store.ts'",
      'routes/jobs.ts imports the values of services/store.ts'
    ],
    ['routes/jobs.ts', "import Fastify from 'fastify'", 'routes/jobs.ts imports the package fastify'],
    [
      'routes/jobs.ts',
      "export { createStore } from '../services/store.ts'",
      'routes/jobs.ts imports the values of services/store.ts'
    ],
    [
      'routes/jobs.ts',
      "const store = await import('../services/store.ts')",
      'routes/jobs.ts imports the values of services/store.ts'
    ],
    [
      'src/transports/a.ts',
      "import { streamUrl } from '../../routes/ws.ts'",
      'src/transports/a.ts imports the values of routes/ws.ts'
    ],
    [
      'core/domain/job/reduce.ts', "let at: import('node:fs').Stats",
      'core/domain/job/reduce.ts imports the package node:fs'
    ],
    [
      'core/domain/job/reduce.ts',
      "import { now } from '../../../services/clock.ts'",
      'core/domain/job/reduce.ts imports the values of services/clock.ts'
    ],
    [
      'core/contract/a.ts', "export * from '../domain/job/state.ts'",
      'core/contract/a.ts imports the values of core/domain/job/state.ts'
    ],
    ['core/contract/a.ts', "const fs = require('node:fs')", 'core/contract/a.ts imports the package node:fs'],
    [
      'src/plugins/a.ts', "import type { x } from '../../routes/jobs.ts'",
      'src/plugins/a.ts imports the types of routes/jobs.ts'
    ],
    [
      'runner/main.ts',
      "import type { Store } from '../services/store.ts'",
      'runner/main.ts imports the types of services/store.ts'
    ],
    ['runner/main.ts', "await import('./child.ts')", 'runner/main.ts imports ./child.ts while it runs'],
    ['runner/main.ts', 'await import(name)', 'runner/main.ts imports what only running it would tell'],
    [
      'web/app/app.tsx',
      "import { App } from '../../src/app.ts'; export const a = <App />",
      'web/app/app.tsx imports the values of src/app.ts'
    ],
    [
      'web/ui/button.tsx', "import { useLive } from '../live/use-live.ts'",
      'web/ui/button.tsx imports the values of web/live/use-live.ts'
    ],
    ['src/lib/a.ts', '', 'src/lib/a.ts lies in no layer']
  ]
  for (const [file, source, wrong] of planted) t.strictSame(wrongImports(file, source), [wrong], wrong)
  const fine: Array<[string, string]> = [
    ['routes/jobs.ts', "import type { Store } from '../services/store.ts'"],
    ['routes/ws.ts', "import { openNativeSession } from '../src/transports/native-session.ts'"],
    ['runner/main.ts', "import { reduce } from '../core/domain/job/reduce.ts'"],
    ['web/app/app.tsx', "import { reduce } from '../../core/domain/job/reduce.ts'; export const a = <b>{reduce}</b>"]
  ]
  for (const [file, source] of fine) t.strictSame(wrongImports(file, source), [], `${file} may: ${source}`)
  t.end()
})

t.test('[G29] a page imports nothing of another page', t => {
  const pageOf = (path: string): string | undefined => /^web\/pages\/([^/]+)\//.exec(path)?.[1]
  const files = filesIn('web/pages').filter(file => /\.tsx?$/.test(file))
  t.ok(files.length > 5)
  for (const file of files) {
    const foreign = importsOf(readFileSync(root + file, 'utf8'))
      .flatMap(({ target }) => target?.startsWith('.') === true ? [posix.join(posix.dirname(file), target)] : [])
      .filter(path => pageOf(path) !== undefined && pageOf(path) !== pageOf(file))
    t.strictSame(foreign, [], file)
  }
  t.end()
})

/** Rings of files that import each other, each in the order of its imports. */
function circlesIn (imports: Map<string, string[]>): string[][] {
  const done = new Set<string>()
  const circles: string[][] = []
  function visit (file: string, path: string[]): void {
    const at = path.indexOf(file)
    if (at !== -1) circles.push(path.slice(at))
    if (at !== -1 || done.has(file)) return
    for (const target of imports.get(file) ?? []) visit(target, [...path, file])
    done.add(file)
  }
  for (const file of imports.keys()) visit(file, [])
  return circles
}

t.test('[G17] no files import each other in a circle, not even for a type', t => {
  const sources = sourceFolders.flatMap(filesIn).filter(file => /\.tsx?$/.test(file))
  const imports = new Map(sources.map(file => [file, importsOf(readFileSync(root + file, 'utf8'))
    .flatMap(({ target }) => target?.startsWith('.') === true ? [posix.join(posix.dirname(file), target)] : [])]))
  t.strictSame(circlesIn(imports), [])
  t.strictSame(circlesIn(new Map([['a', ['b']], ['b', ['c']], ['c', ['b']], ['d', ['a']]])), [['b', 'c']])
  t.end()
})

t.test('[G2] src/ holds the server and nothing else', t => {
  t.strictSame(readdirSync(root + 'src').filter(name => !allowed.has(name)), [])
  t.end()
})

t.test('[G3] no file and no folder has a name that says nothing', t => {
  const named = [...sourceFolders, 'bridge'].flatMap(filesIn)
  t.strictSame(named.filter(wrongName), [])
  for (const path of [
    'src/utils/a.ts', 'services/connection-manager.ts', 'core/domain/types.ts', 'bridge/test_helpers.py'
  ]) { t.ok(wrongName(path), path) }
  t.notOk(wrongName('services/store/tables.ts'))
  t.end()
})

t.test('[G4] runner/ and bridge/ know nothing of the server', t => {
  const python = /^\s*(?:from|import)\s+\.*(?:\w+\.)*(?:services|routes|src)\b/m
  t.match('from services import store', python)
  for (const file of filesIn('bridge').filter(name => name.endsWith('.py'))) {
    t.notMatch(readFileSync(root + file, 'utf8'), python, file)
  }
  for (const file of filesIn('runner').filter(name => name.endsWith('.ts'))) {
    const targets = importsOf(readFileSync(root + file, 'utf8')).map(({ target }) => target ?? '?')
    t.strictSame(targets.filter(target => /services|routes|plugins|transports/.test(target)), [], file)
  }
  t.end()
})

/** String literals that are a URL path of the server, or begin with one. */
const urlsIn = (source: string): string[] => textsOf(source).filter(text => url.test(text))
const url =
  /^\/(api|ws|docs|redoc|metrics|healthz|readyz|web|socket\.io|openapi\.json|asyncapi\.json|test_socketio\.html)(\/|$)/

t.test('[G26] URLs are written in routes/ alone, but for those inside replies and messages', t => {
  const sources = ['core', 'services', 'runner', 'src'].flatMap(filesIn)
    .filter(file => file.endsWith('.ts') && file !== 'core/contract/links.ts')
  for (const file of sources) t.strictSame(urlsIn(readFileSync(root + file, 'utf8')), [], file)
  const template = '`/api/samples/$' + '{id}`'
  const planted = `const a = ['/ws', ${template}, '/docs', '/socket.io/']; export const b = { u: '/web/socket.io.js' }`
  t.strictSame(urlsIn(planted), ['/ws', '/api/samples/', '/docs', '/socket.io/', '/web/socket.io.js'])
  const fine = "const a = ['see GET /api/config/list', './api/x.ts', '/wsx', '/srv/web']"
  t.strictSame(urlsIn(fine), [], 'a sentence may name one')
  t.end()
})
