import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Test } from 'tap'
import { root } from './tree.ts'

/** The built server as a process of its own, as `npm start` runs it. */
export interface ServerProcess {
  url: string
  child: ChildProcess
  /** Asks and reads JSON; a body makes it a POST unless `method` says otherwise. */
  ask: (path: string, options?: { method?: string, body?: unknown }) => Promise<{ status: number, body: any }> // any: replies of every route
  /** Ends it with SIGKILL and waits for that. */
  kill: () => Promise<void>
  /** Resolves when the process has ended. */
  exited: Promise<void>
}

const program = join(root, 'dist/src/server.js')

/** Starts the server on a free port and waits until it listens; rejects with its output if it ends before. */
export async function startServer (t: Test, state_dir: string, env: Record<string, string> = {}): Promise<ServerProcess> {
  if (!existsSync(program)) throw new Error('the server is not built: npm run build')
  const child = spawn(process.execPath, [program], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { PATH: process.env.PATH, PORT: '0', STATE_DIR: state_dir, LOG_LEVEL: 'warn', ...env } // eslint-disable-line no-restricted-properties -- the children need a PATH
  })
  const output: string[] = []
  child.stdout!.on('data', piece => { output.push(String(piece)) })
  child.stderr!.on('data', piece => { output.push(String(piece)) })
  const exited = once(child, 'exit').then(() => undefined)
  t.teardown(async () => { child.kill('SIGKILL'); await exited })
  const first = await Promise.race([once(child, 'message'), exited])
  if (first === undefined) throw new Error(`the server ended before it listened: ${output.join('')}`)
  const { port } = (first[0] as { listening: AddressInfo }).listening
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    child,
    exited,
    async ask (path, { method, body } = {}) {
      const reply = await fetch(url + path, {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
      })
      const text = await reply.text()
      return { status: reply.status, body: reply.headers.get('content-type')?.includes('json') === true ? JSON.parse(text) : text }
    },
    async kill () {
      child.kill('SIGKILL')
      await exited
    }
  }
}

/** Ends every process of every run under a state folder: a test that failed half-way leaves nobody behind. */
export function endRuns (state_dir: string): void {
  const runs = join(state_dir, 'runs')
  if (!existsSync(runs)) return
  const cookies = readdirSync(runs, { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('spec.json'))
    .map(path => (JSON.parse(readFileSync(join(runs, path), 'utf8')) as { cookie: string }).cookie)
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    const owner = readProc(`/proc/${pid}/environ`) + readProc(`/proc/${pid}/cmdline`)
    if (cookies.some(cookie => owner.includes(cookie)) || owner.includes(runs)) process.kill(Number(pid), 'SIGKILL')
  }
}

function readProc (path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // it has ended, or is not ours
  }
}
