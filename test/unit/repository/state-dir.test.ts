import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import t from 'tap'
import { filesIn, root } from '../../helpers/tree.ts'

const read = (path: string): string => readFileSync(root + path, 'utf8')
const page = read('docs/state-dir.md')
const rows = [...page.matchAll(/^\| (`[^|]+) \| [^|]* \| [^|]+ \|$/gm)]
const paths = rows.flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path))
const names = new Set(paths.flatMap(path => path.split('/')))

/** Names of files in a text, where it puts a path together. */
const namesIn = (source: string): string[] => [
  ...source.matchAll(/(?:'|\}\/)(\.?[a-z][a-z-]*\.(?:jsonl?|log|db|lock))['`]/g)
].map(([, name = '']) => name)

/** Files that are not in the state directory, or that lie within a backup. */
const elsewhere = ['package.json', 'model.json', 'optimizer.json', 'parts.json']

t.test('[T70] docs/state-dir.md lists every file that the server, the runner and the bridge write by name', t => {
  const sources = ['services', 'runner', 'bridge'].flatMap(filesIn).filter(path => /\.(ts|py)$/.test(path))
  const written = new Set(sources.flatMap(path => namesIn(read(path))))
  t.ok(written.size > 10)
  t.strictSame([...written].filter(name => !names.has(name) && !elsewhere.includes(name) && name !== 'meta.json'), [])
  const source = "join(dir, 'job.json') `$" + "{folder}/output.log` 'no name' \"x.json\""
  t.strictSame(namesIn(source), ['job.json', 'output.log'])
  t.end()
})

t.test('[T70] each folder and file in docs/state-dir.md is one that the code names', t => {
  const code = ['core', 'services', 'runner', 'bridge'].flatMap(filesIn).map(path => read(path)).join('\n')
  const fixed = [...names].filter(name => name !== '' && !/[<>]|^events-|^store\.db-|\.1$/.test(name))
  t.ok(fixed.length > 20)
  for (const name of fixed) t.match(code, new RegExp(`['/]${name.replaceAll('.', '\\.')}['"\`]|\\b${name}\\b`), name)
  t.end()
})

t.test('[T70] every file of the state directories of earlier versions has its row', t => {
  const shapes = paths.map(path => new RegExp(
    `^(runs/[^/]+/)?${path.replaceAll('.', '\\.').replace(/<\w+>/g, '[^/]+').replace('000001', '\\d{6}')}${path.endsWith('/') ? '.+' : '$'}`
  ))
  const files = ['05b2c86', 'bd93d77'].flatMap(version => {
    const folder = `test/fixtures/state-dirs/${version}/state`
    return filesIn(folder).map(path => posix.relative(folder, path))
  })
  t.ok(files.length > 30)
  t.strictSame(files.filter(path => !shapes.some(one => one.test(path))), [])
  t.end()
})
