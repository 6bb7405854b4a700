// Compiles what is stale. `dist/.stamp.json` holds a hash of every source and of every file that came of them, so a
// tree
// that was half written, edited or mixed by two builds at once never passes for a built one.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(dirname(fileURLToPath(import.meta.url)))

/** The folders whose TypeScript is compiled into dist/. */
export const sourceFolders = ['core', 'src', 'routes', 'services', 'runner', 'scripts', 'bench']
const settings = ['package.json', 'tsconfig.json', 'tsconfig.build.json']

/**
 * Brings dist/ up to date and says whether anything had to be compiled.
 * `onCompile` is called before the compiler runs, and what it returns when it has ended.
 * Throws an Error whose message is the compiler's own output when the sources do not compile; dist/ is then as it was.
 */
export async function build ({ root = here, onCompile = () => () => undefined } = {}) {
  const dist = join(root, 'dist')
  const sources = hashOfSources(root)
  if (isFresh(dist, sources)) return false
  removeLeftovers(root)
  const fresh = join(root, `.dist-${process.pid}`) // beside dist/, so that paths in source maps stay right
  rmSync(fresh, { recursive: true, force: true })
  const compiled = onCompile({ isFirst: !existsSync(dist) })
  try {
    await compile(root, fresh)
    install(fresh, dist, sources)
  } finally {
    compiled()
    rmSync(fresh, { recursive: true, force: true })
  }
  return true
}

/** Whether dist/ is what the sources compile to. */
export const isBuilt = ({ root = here } = {}) => isFresh(join(root, 'dist'), hashOfSources(root))

function isFresh (dist, sources) {
  try {
    const stamp = JSON.parse(readFileSync(join(dist, '.stamp.json'), 'utf8'))
    return stamp.sources === sources && stamp.outputs === hashOf(dist, outputsIn(dist))
  } catch (error) {
    if (error.code === 'ENOENT') return false // never built, or another build is moving its files in
    throw error
  }
}

function hashOfSources (root) {
  const compiled = sourceFolders.flatMap(folder => filesIn(join(root, folder))).filter(file => /\.m?ts$/.test(file))
  return hashOf(root, [...settings.map(file => join(root, file)), ...compiled])
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

async function compile (root, outDir) {
  const tsc = compilerOf(root)
  const child = spawn(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', outDir], {
    cwd: root, stdio: ['ignore', 'pipe', 'pipe']
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => { output += chunk })
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (code !== 0) throw new Error(`The sources do not compile:\n${output.trim()}`)
}

function compilerOf (root) {
  try {
    return createRequire(join(root, 'package.json')).resolve('typescript/bin/tsc')
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error
    throw new Error(
      'dist/ does not match the sources and TypeScript is not installed: run "npm ci", or bring the dist/ that ' +
      'belongs to them',
      { cause: error }
    )
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

/** Says that dist/ is what the sources compile to: for whoever changed both. */
export function stamp (root) {
  const dist = join(root, 'dist')
  const facts = { sources: hashOfSources(root), outputs: hashOf(dist, outputsIn(dist)) }
  writeFileSync(join(dist, '.stamp.json'), JSON.stringify(facts))
}

/** A build that was killed leaves its folder behind. */
function removeLeftovers (root) {
  for (const name of readdirSync(root)) {
    const pid = /^\.dist-(\d+)$/.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(root, name), { recursive: true, force: true })
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
