// Compiles what is stale: the server into dist/, the pages into web/dist/. In each, `.stamp.json` holds a hash of every
// source and of every file that came of them, so a tree that was half written, edited or mixed by two builds at once
// never passes for a built one.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const here = dirname(dirname(fileURLToPath(import.meta.url)))

/** The folders whose TypeScript is compiled into dist/. */
export const sourceFolders = ['core', 'src', 'routes', 'services', 'runner', 'scripts', 'bench']

const server = {
  out: 'dist',
  sources: root => [
    ...['package.json', 'tsconfig.json', 'tsconfig.build.json'].map(file => join(root, file)),
    ...sourceFolders.flatMap(folder => filesIn(join(root, folder))).filter(file => /\.m?ts$/.test(file))
  ],
  package: 'typescript',
  program: 'bin/tsc',
  arguments: (root, folder) => ['-p', join(root, 'tsconfig.build.json'), '--outDir', folder],
  finish: () => undefined
}

/** The folders whose files make the pages; of the server's, only what runs in a browser too. */
export const pageFolders = ['web', 'core/contract', 'core/domain']
const made = /\/(dist|\.dist-\d+)\//

const pages = {
  out: 'web/dist',
  sources: root => [
    ...['package.json', 'tsconfig.json'].map(file => join(root, file)),
    ...pageFolders.flatMap(folder => filesIn(join(root, folder))).filter(file => !made.test(relative(root, file)))
  ],
  package: 'vite',
  program: 'bin/vite.js',
  arguments: (root, folder) => ['build', join(root, 'web'), '--outDir', folder, '--logLevel', 'warn'],
  finish: compress
}

/**
 * Brings dist/ and web/dist/ up to date and says whether anything had to be compiled.
 * `onCompile` is called before a compiler runs, and what it returns when the last one has ended.
 * Throws an Error whose message is the compiler's own output when the sources do not compile; what was built before is
 * then as it was.
 */
export async function build ({ root = here, onCompile = () => () => undefined } = {}) {
  const stale = partsOf(root).filter(part => !isFresh(root, part))
  if (stale.length === 0) return false
  const compiled = onCompile({ isFirst: !existsSync(join(root, server.out)) })
  try {
    await Promise.all(stale.map(part => buildPart(root, part)))
  } finally {
    compiled()
  }
  return true
}

/** Whether what is built is what the sources compile to. */
export const isBuilt = ({ root = here } = {}) => partsOf(root).every(part => isFresh(root, part))

/** A tree without pages has nothing to build for them. */
const partsOf = root => existsSync(join(root, 'web/index.html')) ? [server, pages] : [server]

async function buildPart (root, part) {
  const sources = hashOf(root, part.sources(root))
  const out = join(root, part.out)
  removeLeftovers(dirname(out))
  const fresh = join(dirname(out), `.dist-${process.pid}`) // beside its place, so that paths in source maps stay right
  rmSync(fresh, { recursive: true, force: true })
  try {
    await compile(root, part, fresh)
    part.finish(fresh)
    install(fresh, out, sources)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

function isFresh (root, part) {
  const out = join(root, part.out)
  try {
    const stamp = JSON.parse(readFileSync(join(out, '.stamp.json'), 'utf8'))
    return stamp.sources === hashOf(root, part.sources(root)) && stamp.outputs === hashOf(out, outputsIn(out))
  } catch (error) {
    if (error.code === 'ENOENT') return false // never built, or another build is moving its files in
    throw error
  }
}

/** What the compiler made; the compiler's own notes and our stamp begin with a dot. */
const outputsIn = dist => filesIn(dist).filter(file => !relative(dist, file).startsWith('.'))

function hashOf (root, files) {
  const hash = createHash('sha256')
  for (const file of files.sort()) {
    const content = readFileSync(file)
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

function filesIn (folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath ?? entry.path, entry.name))
}

async function compile (root, part, folder) {
  const child = spawn(process.execPath, [compilerOf(root, part), ...part.arguments(root, folder)], {
    cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' }
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => { output += chunk })
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (code !== 0) throw new Error(`The sources do not compile:\n${output.trim()}`)
}

function compilerOf (root, part) {
  try {
    const found = createRequire(join(root, 'package.json')).resolve(`${part.package}/package.json`)
    return join(dirname(found), part.program)
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error
    throw new Error(
      `${part.out}/ does not match the sources and ${part.package} is not installed: run "npm ci", or bring the ` +
      `${part.out}/ that belongs to them`,
      { cause: error }
    )
  }
}

/** Beside each file of the pages, what a server sends to a browser that takes it compressed. */
function compress (folder) {
  for (const file of filesIn(folder).filter(file => /\.(html|js|css|svg)$/.test(file))) {
    const content = readFileSync(file)
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length }
    writeFileSync(`${file}.br`, brotliCompressSync(content, { params }))
    writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }))
  }
}

/**
 * Moves file by file, each whole: a server that runs from dist/ never reads half a file, and without the stamp nothing
 * counts.
 */
function install (fresh, dist, sources) {
  const stamp = join(dist, '.stamp.json')
  rmSync(stamp, { force: true })
  const files = filesIn(fresh)
  const wanted = new Set(files.map(file => relative(fresh, file)))
  const outputs = hashOf(fresh, files)
  for (const path of wanted) {
    mkdirSync(dirname(join(dist, path)), { recursive: true })
    renameSync(join(fresh, path), join(dist, path))
  }
  for (const file of outputsIn(dist)) if (!wanted.has(relative(dist, file))) rmSync(file, { force: true })
  writeFileSync(join(fresh, 'stamp'), JSON.stringify({ sources, outputs }))
  renameSync(join(fresh, 'stamp'), stamp)
}

/** Says that what is built is what the sources compile to: for whoever changed both. */
export function stamp (root) {
  for (const part of partsOf(root)) {
    const out = join(root, part.out)
    const facts = { sources: hashOf(root, part.sources(root)), outputs: hashOf(out, outputsIn(out)) }
    writeFileSync(join(out, '.stamp.json'), JSON.stringify(facts))
  }
}

/** A build that was killed leaves its folder behind. */
function removeLeftovers (folder) {
  for (const name of readdirSync(folder)) {
    const pid = /^\.dist-(\d+)$/.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, name), { recursive: true, force: true })
  }
}

function isAlive (pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code !== 'ESRCH'
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await build()
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }
}
