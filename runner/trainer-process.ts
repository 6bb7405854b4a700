import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import type { AttemptSpec } from '../core/contract/journal.ts'
import { COOKIE_VARIABLE } from '../core/contract/run-environment.ts'

export interface TrainerExit { code: number | null, signal: string | null, spawn_error: string | null }

export interface TrainerHandlers {
  onBridge: (chunk: Buffer) => void
  onOutput: (source: 'stdout' | 'stderr', chunk: Buffer) => void
  /** Called once, after everything it wrote before its end was handed out. */
  onExit: (exit: TrainerExit) => void
}

/** A running trainer: its pid (0 if it could not be started) and its stdin. */
export interface TrainerProcess {
  pid: number
  /** Writes a line to its stdin; false when it has stopped reading or is gone. */
  send: (line: string) => boolean
}

const UNREAD_BYTES = 4 * 1024 * 1024
const QUIET_TURNS = 4
const DRAIN_TURNS = 20_000

/**
 * Starts the trainer in a session of its own, without a shell. A program that cannot be started ends with
 * `spawn_error`.
 */
export function startTrainer (
  spec: Pick<AttemptSpec, 'argv' | 'cwd' | 'env' | 'cookie'>,
  handlers: TrainerHandlers
): TrainerProcess {
  const [program = '', ...args] = spec.argv
  let child: ChildProcess
  try {
    child = spawn(program, args, {
      cwd: spec.cwd,
      env: { ...spec.env, [COOKIE_VARIABLE]: spec.cookie },
      detached: true,
      shell: false,
      stdio: ['pipe', 'pipe', 'pipe', 'pipe']
    })
  } catch (error) {
    // a NUL in an argument, an argument list that is too long
    const spawn_error = error instanceof Error ? error.message : String(error)
    setImmediate(() => {
      handlers.onExit({ code: null, signal: null, spawn_error })
    })
    return { pid: 0, send: () => false }
  }
  // as: asked for as a pipe, which Node types as a duplex of unknown direction
  const bridge = child.stdio[3] as Readable
  const streams: Array<Readable | null> = [child.stdout, child.stderr, bridge]
  let turnsQuiet = 0
  let over = false

  const listen = (stream: Readable | null, onChunk: (chunk: Buffer) => void): void => {
    stream?.on('data', (chunk: Buffer) => {
      turnsQuiet = 0
      onChunk(chunk)
    })
    stream?.on('error', ignoreBrokenPipe)
  }
  listen(child.stdout, chunk => {
    handlers.onOutput('stdout', chunk)
  })
  listen(child.stderr, chunk => {
    handlers.onOutput('stderr', chunk)
  })
  listen(bridge, handlers.onBridge)
  child.stdin?.on('error', ignoreBrokenPipe)

  /** The exit decides. A grandchild may hold the pipes open for ever, so only what is readable now is read. */
  function finish (exit: TrainerExit): void {
    if (over) return
    over = true
    let turns = 0
    const turn = (): void => {
      turns += 1
      turnsQuiet += 1
      if (
        streams.every(stream => stream === null || stream.readableEnded || stream.destroyed) ||
        turnsQuiet > QUIET_TURNS ||
        turns > DRAIN_TURNS
      ) {
        for (const stream of streams) stream?.destroy()
        child.stdin?.destroy()
        handlers.onExit(exit)
      } else {
        setImmediate(turn)
      }
    }
    setImmediate(turn)
  }

  child.on('error', error => {
    if (child.pid === undefined) {
      finish({ code: null, signal: null, spawn_error: spawnMessage(error, program, spec.cwd) })
    }
  })
  child.on('exit', (code, signal) => {
    finish({ code, signal, spawn_error: null })
  })

  return {
    pid: child.pid ?? 0,
    send (line) {
      const stdin: Writable | null = child.stdin
      if (over || stdin === null || !stdin.writable || stdin.writableLength > UNREAD_BYTES) return false
      stdin.write(line)
      return true
    }
  }
}

function spawnMessage (error: Error, program: string, cwd: string): string {
  const code = 'code' in error ? error.code : ''
  if (code === 'ENOENT') return `${program} was not found, or the folder ${cwd} is missing`
  if (code === 'EACCES') return `${program} may not be executed`
  return error.message
}

/** The other end is gone: its exit is reported separately, and the pipe adds nothing. */
function ignoreBrokenPipe (error: Error): void {
  if (!('code' in error)) throw error
}
