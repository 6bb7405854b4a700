import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t from 'tap'
import type { Test } from 'tap'
import { patience } from '../../helpers/patience.ts'
import { root } from '../../helpers/tree.ts'

/** What a start says while it builds. */
const progressLines = /^(Building onetrainer-web-ui| {2}still building| {2}built in).*\n/gm

const script = (name: string): string => readFileSync(`${root}scripts/${name}`, 'utf8')

/** A tiny project with our scripts and settings, and a server that says where it stands. */
function project (t: Test, { typescript = true } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'build-')) // not inside the repository, whose node_modules would be found
  t.teardown(() => { rmSync(folder, { recursive: true }) })
  cpSync(t.testdir({
    'package.json': '{ "type": "module" }',
    'tsconfig.json': readFileSync(root + 'tsconfig.json', 'utf8').replace('["node"]', '[]'),
    'tsconfig.build.json': readFileSync(root + 'tsconfig.build.json', 'utf8'),
    scripts: { 'build.mjs': script('build.mjs'), 'start.mjs': script('start.mjs') },
    src: {
      'server.ts':
        "import { word } from './word.ts'\ndeclare const console: { log: (text: string) => void }\nconsole.log(word)\n",
      'word.ts': "export const word: string = 'first'\n"
    },
    test: { 'a.test.ts': 'const a: number = 1\n' }
  }), folder, { recursive: true })
  if (typescript) symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  async function run (name: string): Promise<{ code: number, output: string, progress: string }> {
    const child = spawn(process.execPath, [join(folder, 'scripts', name)], { cwd: folder })
    const [[code], out, err] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)])
    return { code, output: out + err.replace(progressLines, ''), progress: err.match(progressLines)?.join('') ?? '' }
  }
  const write = (path: string, content: string): void => { writeFileSync(join(folder, path), content) }
  const built = (path: string): string => readFileSync(join(folder, 'dist', path), 'utf8')
  return { folder, run, write, built }
}

t.setTimeout(patience(120_000)) // the compiler is run for real, on whatever machine this is

t.test('[G9] [G12] [G89] the compiler runs only when a source or an output changed since the last build', async t => {
  const { folder, run, write, built } = project(t)
  const stamp = (): string => built('.stamp.json')
  const first = await run('start.mjs')
  t.match(first, { code: 0, output: 'first\n' })
  t.match(first.progress, /^Building onetrainer-web-ui \(the first start; .*\n[^]*built in \d+ s\n$/)
  t.notOk(existsSync(join(folder, 'dist/test')), 'tests are no part of the program')
  t.match(built('src/server.js.map'), '"../../src/server.ts"')

  rmSync(join(folder, 'node_modules')) // from here on only a tree that is fresh can be accepted
  const before = stamp()
  t.match(await run('start.mjs'), { code: 0, output: 'first\n' })
  write('test/a.test.ts', 'changed')
  t.match(await run('build.mjs'), { code: 0, output: '' })
  write('dist/src/word.js', 'export const wo')
  t.equal((await run('build.mjs')).code, 1, 'half an output is not accepted')
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  t.match(await run('start.mjs'), { code: 0, output: 'first\n' })
  t.equal(stamp(), before)

  write('src/word.ts', "export const word: string = 'second'\n")
  write('src/other.ts', 'export const other = 1\n')
  t.match(await run('start.mjs'), { code: 0, output: 'second\n' })
  rmSync(join(folder, 'src/other.ts'))
  t.equal((await run('build.mjs')).code, 0)
  t.notOk(existsSync(join(folder, 'dist/src/other.js')), 'what has no source any more is gone')
})

t.test('[G10] sources that do not compile leave the built program as it was, and the compiler says why', async t => {
  const { run, write, built, folder } = project(t)
  await run('build.mjs')
  const before = built('src/word.js')
  write('src/word.ts', 'export const word: string = 1\n')
  for (const name of ['build.mjs', 'start.mjs']) {
    const { code, output } = await run(name)
    t.equal(code, 1)
    t.match(output, /src\/word\.ts.*TS2322/)
  }
  t.equal(built('src/word.js'), before)
  t.strictSame(readdirSync(folder).filter(name => name.startsWith('.dist-')), [])
})

t.test('[G11] builds at the same time all end with a whole program', async t => {
  const { folder, run } = project(t)
  const ends = await Promise.all(['start.mjs', 'start.mjs', 'build.mjs'].map(run))
  t.strictSame(ends.map(({ code, output }) => [code, output]), [[0, 'first\n'], [0, 'first\n'], [0, '']])
  rmSync(join(folder, 'node_modules'))
  t.match(await run('start.mjs'), { code: 0, output: 'first\n' })
  t.strictSame(readdirSync(folder).filter(name => name.startsWith('.dist-')), [])
})

t.test('[G12] where nothing is built and TypeScript is not installed, one line says what to do', async t => {
  const { run } = project(t, { typescript: false })
  const { code, output } = await run('start.mjs')
  t.equal(code, 1)
  t.match(output, /^dist\/ does not match the sources and typescript is not installed: run "npm ci".*\n$/)
})

t.test('[G30] the pages are built beside the program, compressed, and only when one of their files changed', async t => {
  const { folder, run, write, built } = project(t)
  for (const [path, content] of Object.entries({
    'index.html': '<!doctype html><script type="module" src="/main.js"></script>',
    'main.js': `document.title = ${JSON.stringify('a long title. '.repeat(100))}`,
    'vite.config.js': "export default { base: './' }"
  })) {
    mkdirSync(join(folder, 'web'), { recursive: true })
    write(`web/${path}`, content)
  }
  t.match(await run('build.mjs'), { code: 0, output: '' })
  const page = (path: string): string => readFileSync(join(folder, 'web/dist', path), 'utf8')
  const script = /assets\/[^"]+\.js/.exec(page('index.html'))?.[0] ?? ''
  t.match(page(script), 'a long title')
  t.ok(existsSync(join(folder, 'web/dist', `${script}.br`)) && existsSync(join(folder, 'web/dist', `${script}.gz`)))

  const [program, pages] = [built('.stamp.json'), page('.stamp.json')]
  write('web/main.js', "document.title = 'other'")
  t.match(await run('build.mjs'), { code: 0, output: '' })
  t.equal(built('.stamp.json'), program)
  t.not(page('.stamp.json'), pages)
  t.notOk(existsSync(join(folder, 'web/dist', script)), 'what was made of the old file is gone')

  write('web/main.js', 'document.title = (')
  const { code, output } = await run('build.mjs')
  t.equal(code, 1)
  t.match(output, /do not compile[^]*main\.js/)
  t.match(page('index.html'), 'script', 'what was built stays')
})

t.test('[G24] a built program is known to be stale as soon as a source or an output differs', async t => {
  const { folder, run, write } = project(t)
  // as: the script is JavaScript, which says no types
  const { isBuilt } = (await import(join(root, 'scripts/build.mjs'))) as {
    isBuilt: (options: { root: string }) => boolean
  }
  const state = (): boolean => isBuilt({ root: folder })
  t.equal(state(), false, 'nothing is built')
  await run('build.mjs')
  t.equal(state(), true)
  write('dist/src/word.js', '')
  t.equal(state(), false)
  await run('build.mjs')
  write('src/word.ts', "export const word: string = 'second'\n")
  t.equal(state(), false)
})
