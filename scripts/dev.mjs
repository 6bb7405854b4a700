// `npm run dev`: rebuilds and restarts the server when a source changes; a training is not its child and lives on. The
// pages are served beside it from their sources, and change while they are open.
import { spawn } from 'node:child_process'
import { existsSync, watch } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build, sourceFolders } from './build.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const server = fileURLToPath(new URL('../dist/src/server.js', import.meta.url))
const vite = fileURLToPath(new URL('../node_modules/vite/bin/vite.js', import.meta.url))
const settleMs = 100 // an editor writes a file in several steps
let child
let turn = Promise.resolve()
let settling
let ending = false

async function stopServer (signal) {
  if (child === undefined) return
  const gone = new Promise(resolve => child.once('exit', resolve))
  child.kill(signal)
  await gone
}

function startServer () {
  // Its own process group: a Ctrl-C reaches it once, through us, and not twice.
  child = spawn(process.execPath, [server, ...process.argv.slice(2)], { stdio: 'inherit', detached: true })
  child.once('exit', (code, signal) => {
    child = undefined
    if (!ending) console.error(`dev: the server ended (${signal ?? code})`)
  })
}

/** The pages from their sources; what they ask goes to the server. */
function startPages () {
  const { PORT = '8000' } = process.env
  const named = process.argv[process.argv.indexOf('--port') + 1]
  const port = process.argv.includes('--port') ? named : PORT
  return spawn(process.execPath, [vite, `${root}web`, '--host', 'localhost', '--clearScreen', 'false'], {
    stdio: 'inherit', detached: true, env: { ...process.env, API_URL: `http://localhost:${port}` }
  })
}

async function refresh () {
  try {
    if (!await build({ root }) && child !== undefined) return
  } catch (error) {
    console.error(error.message) // the server that runs is the last good one
    return
  }
  await stopServer('SIGTERM')
  if (!ending) startServer()
}

const next = work => { turn = turn.then(work) }
for (const folder of sourceFolders.filter(name => existsSync(root + name))) {
  watch(root + folder, { recursive: true }, () => {
    clearTimeout(settling)
    settling = setTimeout(next, settleMs, refresh)
  })
}
const pages = existsSync(vite) ? startPages() : undefined
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (ending) return
    ending = true
    next(async () => {
      pages?.kill('SIGTERM')
      await stopServer('SIGTERM')
      process.exit(0)
    })
  })
}
next(refresh)
