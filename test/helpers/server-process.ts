import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { on, once } from 'node:events'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { built } from './built.ts'
import { root } from './tree.ts'
import { untilDescribed } from './until-described.ts'
import { isJson } from './is-json.ts'

/** The built server as a process of its own, as `npm start` runs it. */
export interface ServerProcess {
  url: string
  child: ChildProcess
  /** Asks and reads JSON; a body makes it a POST unless `method` says otherwise. */
  // any: replies of every route
  ask: (path: string, options?: { method?: string, body?: unknown }) => Promise<{ status: number, body: any }>
  /** Ends it with SIGKILL and waits for that. */
  kill: () => Promise<void>
  /** What it wrote so far, in pieces. */
  output: string[]
  /** Resolves when the process has ended. */
  exited: Promise<void>
}

/** The server as a process that may not listen yet. */
export interface SpawnedServer {
  child: ChildProcess
  /** What it wrote so far, in pieces. */
  output: string[]
  /** Resolves when the process has ended. */
  exited: Promise<void>
  /** Its address, or null when it ended before it listened. */
  listening: Promise<string | null>
  /** Resolves when it has recovered, or has ended before. */
  recovered: Promise<void>
}

/** `program`: the built server. `through`: a program that becomes it, and its arguments. */
interface Programs { program?: string, through?: string[] }

/** Starts a built server, on a free port unless `env` names one; it is killed when the test ends. */
export function spawnServer (
  t: Test, state_dir: string, env: Record<string, string> = {},
  { program = built('src/server.js'), through = [] }: Programs = {}
): SpawnedServer {
  const [first = process.execPath, ...args] = [...through, process.execPath, program]
  const child = spawn(first, args, {
    cwd: root, stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { PATH: process.env.PATH, PORT: '0', STATE_DIR: state_dir, LOG_LEVEL: 'warn', ...env }
  })
  const output: string[] = []
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', piece => { output.push(String(piece)) })
  const exited = once(child, 'exit').then(() => undefined)
  t.teardown(async () => {
    child.kill('SIGKILL')
    await exited
  })
  const messages = on(child, 'message')
  const next = async (): Promise<unknown> => (await Promise.race([messages.next(), exited]))?.value[0]
  const listening = next().then(message => {
    if (message === undefined) return null
    const { port } = (message as { listening: AddressInfo }).listening // as: the first message of a server
    return `http://127.0.0.1:${port}`
  })
  const recovered = listening.then(next).then(() => undefined)
  return { child, output, exited, listening, recovered }
}

/**
 * Starts the server on a free port and waits until it has recovered, or only until it listens; rejects with its output
 * if it ends before it listens.
 */
export async function startServer (
  t: Test, state_dir: string, env: Record<string, string> = {},
  { until = 'ready', ...programs }: Programs & { until?: 'ready' | 'listening' } = {}
): Promise<ServerProcess> {
  const { child, output, exited, listening, recovered } = spawnServer(t, state_dir, env, programs)
  const url = await listening
  if (url === null) throw new Error(`the server ended before it listened: ${output.join('')}`)
  if (until === 'ready') await recovered
  if ((env.ONETRAINER_DIR ?? '') !== '') await untilDescribed(url)
  return {
    url, child, output, exited,
    async ask (path, { method, body } = {}) {
      const reply = await fetch(url + path, {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
      })
      const text = await reply.text()
      return {
        status: reply.status,
        body: isJson(reply.headers.get('content-type')) ? JSON.parse(text) : text
      }
    },
    async kill () {
      child.kill('SIGKILL')
      await exited
    }
  }
}

/** A folder for a server's state. When the test ends, first every process of its runs is ended, then it is removed. */
export function stateDir (t: Test): string {
  const state_dir = mkdtempSync(join(tmpdir(), 'onetrainer-web-ui-test-'))
  t.teardown(() => {
    endRuns(state_dir)
    // On a busy machine a process that was killed may still be writing for a while.
    rmSync(state_dir, { recursive: true, force: true, maxRetries: 12 })
  })
  return state_dir
}

/**
 * Runners and trainers name their folder on the command line. They are stopped before they are killed, so that none can
 * start another.
 */
function endRuns (state_dir: string): void {
  const found = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && readCommandLine(name).includes(state_dir))
    .map(Number)
  for (const signal of ['SIGSTOP', 'SIGKILL'] as const) for (const pid of found) send(pid, signal)
}

function send (pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function readCommandLine (pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ESRCH') {
      return ''
    }
    throw error
  }
}
