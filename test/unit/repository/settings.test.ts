import { readFileSync } from 'node:fs'
import t from 'tap'
import { Limits } from '../../../core/contract/journal.ts'
import { Environment } from '../../../src/settings.ts'
import { filesIn, root } from '../../helpers/tree.ts'

const read = (path: string): string => readFileSync(root + path, 'utf8')
const settings = Object.keys(Environment.properties)
const limits = Object.keys(Limits.properties)

/** Variables that are read and that nobody sets to configure the server. */
const others: Record<string, string> = {
  OT_CRASH: 'crash tests',
  OT_HEARTBEAT_MS: 'tests of the bridge',
  OT_TRAINER_SECRETS: 'from the server to its runner',
  HOME: 'of the system; a leading ~ of a path stands for it',
  XDG_RUNTIME_DIR: 'of the desktop; RUNTIME_DIR takes precedence',
  CUDA_VISIBLE_DEVICES: 'of CUDA',
  PATH: 'of the shell',
  NODE_ENV: 'of Node\'s packages'
}

const programs = [
  ...['core', 'services', 'runner', 'bridge', 'src', 'routes'].flatMap(filesIn),
  'scripts/respawn.mjs', 'scripts/start.mjs', 'Dockerfile'
].filter(path => /\.(ts|mjs|py)$|^Dockerfile$/.test(path))

/** The code of a text: no comments and no strings, but for what a template inserts. */
const codeOf = (source: string): string =>
  source.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$|\s\/\/ .*$|'(?:[^'\\\n]|\\.)*'/gm, ' ')

/** The properties that a text reads, of whatever object. */
const reads = (source: string, name: string): boolean =>
  new RegExp(`(?:\\.|[{,]\\s*)${name}\\b(?!\\s*:[^,}]*[;(])`).test(codeOf(source))

/** Names of environment variables that a text reads. */
const variablesIn = (source: string): string[] => [
  ...source.matchAll(/\b(?:process\.env|environment|env|environ)(?:\.|\['|\.get\(')([A-Z][A-Z_\d]+)\b/g),
  ...source.matchAll(/\b([A-Z][A-Z_\d]+)\b(?=[^{}\n]*\} = process\.env)/g)
].map(([, name = '']) => name)

t.test('[G70] every setting and every limit of the runner is read by the program, besides its declaration', t => {
  const declared = ['src/settings.ts', 'core/contract/journal.ts']
  const sources = programs.filter(path => !declared.includes(path)).map(read)
  const unread = [...settings.filter(name => !limits.includes(name.toLowerCase())), ...limits]
    .filter(name => !sources.some(source => reads(source, name)))
  t.strictSame(unread, [])
  for (const [source, is_read] of [
    ['settings.PORT', true], ['({ HOST, PORT }: Settings)', true], ['`$' + '{settings.PORT}`', true],
    ['// settings.PORT', false], ["'settings.PORT'", false], ['settings.PORTS', false], ['a PORT b', false]
  ] as const) t.equal(reads(source, 'PORT'), is_read, source)
  t.end()
})

t.test('[G71] every variable that the program reads is a setting, and so stands in .env.example', t => {
  const example = read('.env.example')
  const found = [...new Set(programs.flatMap(path => variablesIn(read(path))))].sort()
  t.ok(found.includes('STOP_GRACE_SECONDS') && found.includes('OT_HEARTBEAT_MS'))
  t.strictSame(found.filter(name => !settings.includes(name) && !(name in others)), [])
  for (const name of settings) t.match(example, new RegExp(`^# ${name}=`, 'm'))
  t.strictSame(
    variablesIn("process.env.A1 process.env['B2'] environ.get('C3') environment.D4\nconst { E5 = '1' } = process.env"),
    ['A1', 'B2', 'C3', 'D4', 'E5']
  )
  t.end()
})

t.test('[G71] the container sets only variables that are settings', t => {
  const given = [...read('compose.yaml').matchAll(/^ {6}([A-Z_]+):/gm), ...read('Dockerfile').matchAll(/\b([A-Z_]+)=/g)]
    .map(([, name = '']) => name)
  t.ok(given.length > 1)
  t.strictSame(given.filter(name => !settings.includes(name) && !(name in others)), [])
  t.end()
})
