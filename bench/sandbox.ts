import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { on, once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../services/files/package-root.ts'

/** A program that was started, and how to talk to it. */
export interface Program {
  child: ChildProcess
  /** Sends a request and resolves with the answer to it; rejects when the program ends first. */
  ask: <Answer>(request: unknown) => Promise<Answer>
  /** The next message of a program that speaks without being asked; rejects when it ends first. */
  says: () => Promise<unknown>
  /** Ends it and waits for that. */
  end: (signal?: NodeJS.Signals) => Promise<void>
}

/**
 * Where a bench works: a folder of its own, and everything it starts. All of it is gone when the bench is over, however
 * that comes.
 */
export interface Sandbox {
  folder: string
  /** Starts a compiled program with Node; `path` is relative to dist/. */
  start: (path: string, options?: { args?: string[], flags?: string[], env?: Record<string, string> }) => Program
  /** Ends what still lives and removes the folder. */
  clear: () => Promise<void>
}

const root = packageRoot()

/** Makes a sandbox in the temporary folder. */
export function createSandbox (name: string): Sandbox {
  const folder = mkdtempSync(join(tmpdir(), `ot-bench-${name}-`))
  const programs = new Set<Program>()
  return {
    folder,
    start (path, { args = [], flags = [], env = {} } = {}) {
      const child = spawn(process.execPath, [...flags, join(root, 'dist', path), ...args], {
        cwd: root,
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        env: { PATH: process.env['PATH'], ...env }
      })
      const program = converse(child)
      programs.add(program)
      void once(child, 'exit').then(() => { programs.delete(program) })
      return program
    },
    async clear () {
      if (existsSync(folder)) endRuns(folder)
      await Promise.all([...programs].map(async program => { await program.end('SIGKILL') }))
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

function converse (child: ChildProcess): Program {
  const exited = once(child, 'exit')
  const ended = exited.then(() => { throw new Error(`a program of the bench ended: ${child.spawnargs.join(' ')}`) })
  ended.catch(() => undefined) // whoever waits for an answer hears of it
  const messages = on(child, 'message')
  let asked = 0
  return {
    child,
    async ask<Answer> (request: unknown) {
      const number = ++asked
      const answered = new Promise<Answer>((resolve, reject) => {
        child.on('message', function onMessage (message: { number?: number, answer?: Answer, error?: string }) {
          if (message.number !== number) return
          child.off('message', onMessage)
          // as: the program keeps to what its request promises
          if (message.error === undefined) resolve(message.answer as Answer)
          else reject(new Error(message.error))
        })
      })
      child.send({ number, request })
      return await Promise.race([answered, ended])
    },
    says: async () => (await Promise.race([messages.next(), ended])).value[0] as unknown,
    async end (signal = 'SIGTERM') {
      child.kill(signal)
      await exited
    }
  }
}

/** Ends the runners and trainers of every run under a folder: they outlive the server by design. */
function endRuns (folder: string): void {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('runner.json'))
    .map(path => join(folder, path))
  for (const file of files.filter(file => !existsSync(file.replace(/runner\.json$/, 'exit.json')))) {
    const { runner, trainer } = JSON.parse(readFileSync(file, 'utf8')) as {
      runner: { pid: number }
      trainer: { pid: number } | null
    }
    for (const { pid } of [runner, ...trainer === null ? [] : [trainer]]) kill(pid)
  }
}

function kill (pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error // ESRCH: it has ended by itself
  }
}
