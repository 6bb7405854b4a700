import { execFile, spawn } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import type { Test } from 'tap'
import { patience } from '../../../helpers/patience.ts'
import { createSeen } from '../../../helpers/seen.ts'
import { startServer, stateDir } from '../../../helpers/server-process.ts'
import type { ServerProcess } from '../../../helpers/server-process.ts'
import { trainerProgram } from '../../../helpers/test-app.ts'
import { root } from '../../../helpers/tree.ts'

const env = { ONETRAINER_PYTHON: trainerProgram('epochs') }
const fixture = (name: string): string => join(root, 'test/fixtures/clients', name)
const node = (file: string, ...options: string[]) => ({ program: process.execPath, args: [...options, fixture(file)] })

/** How each client is started: its program, and the check that says whether this machine has it. */
const clients = {
  'socket.io-client': { ...node('socketio.mjs'), more: [], check: null },
  'socket.io-client, polling': { ...node('socketio.mjs'), more: ['polling'], check: null },
  'socket.io-client, websocket': { ...node('socketio.mjs'), more: ['websocket'], check: null },
  EventSource: { ...node('event-source.mjs'), more: [], check: null },
  WebSocket: { ...node('web-socket.mjs', '--experimental-websocket'), more: [], check: null },
  'python-socketio': {
    program: 'python3', args: [fixture('socketio_client.py')], more: [], check: 'import socketio, requests'
  },
  websockets: { program: 'python3', args: [fixture('websockets_client.py')], more: [], check: 'import websockets' }
}
type ClientName = keyof typeof clients
const names = Object.keys(clients) as ClientName[] // as: its keys

async function isInstalled (check: string | null): Promise<boolean> {
  return check === null ||
    await promisify(execFile)('python3', ['-c', check]).then(() => true, () => false)
}

/** A client in a process of its own, which prints each epoch that it hears of. */
function listen (t: Test, name: ClientName, url: string) {
  const { program, args, more } = clients[name]
  const child = spawn(program, [...args, url, ...more], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  t.teardown(() => { child.kill('SIGKILL') })
  const { all, add, until, fail } = createSeen<string>()
  const words: string[] = []
  let rest = ''
  child.stdout.on('data', piece => {
    const lines = (rest + String(piece)).split('\n')
    rest = lines.pop() ?? ''
    lines.forEach(add)
  })
  child.stderr.on('data', piece => { words.push(String(piece)) })
  child.on('exit', () => { fail(new Error(`${name} ended: ${words.join('')}`)) })
  return { name, all, until, epochs: () => all.filter(line => line !== 'connected').map(Number) }
}

t.test(
  '[I71] every real client comes back by itself after SIGTERM, SIGHUP and SIGKILL of the server, and misses no epoch',
  { timeout: patience(300_000) },
  async t => {
    const state_dir = stateDir(t)
    let server: ServerProcess = await startServer(t, state_dir, env)
    const { url } = server
    const listening: Array<ReturnType<typeof listen>> = []
    for (const name of names) {
      if (await isInstalled(clients[name].check)) listening.push(listen(t, name, url))
      else t.pass(`${name} comes back`, { skip: 'it is not installed' })
    }
    await Promise.all(listening.map(async ({ until }) => await until(line => line === 'connected')))
    t.equal((await server.ask('/api/training/start', { body: { config: { epochs: 3 } } })).status, 202)
    await Promise.all(listening.map(async ({ until }) => await until(line => Number(line) >= 5)))

    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGKILL'] as const) {
      server.child.kill(signal)
      await server.exited
      const heard = Math.max(...listening.map(({ epochs }) => epochs().at(-1) ?? 0))
      server = await startServer(t, state_dir, { ...env, PORT: new URL(url).port })
      await Promise.all(listening.map(async ({ until }) => await until(line => Number(line) > heard + 5)))
      t.pass(`all are back after ${signal}`)
    }
    await server.ask('/api/training/stop', { body: {} })
    for (const { name, epochs } of listening) {
      t.strictSame(epochs(), epochs().map((_, index) => index + 1), `${name} has every epoch once and in order`)
    }
  }
)
