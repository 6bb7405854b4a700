import { spawn } from 'node:child_process'
import type { ChildProcess, StdioOptions } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { Value } from '@sinclair/typebox/value'
import type { Test } from 'tap'
import { BridgeLine } from '../../core/contract/bridge.ts'
import type { BridgeLineOf } from '../../core/contract/bridge.ts'
import { TrainConfig } from '../../core/contract/builtin-config.ts'
import type { CommandName } from '../../core/contract/commands.ts'
import type { File } from '../../core/contract/values.ts'
import { createLineSplitter } from '../../core/formats/line-splitter.ts'
import { createSeen } from './seen.ts'
import { root } from './tree.ts'

const checker = TypeCompiler.Compile(BridgeLine)

/** The line as the contract has it. Throws with the first error: no test goes on with a line nobody may write. */
export function parseLine (text: string): BridgeLine {
  const line: unknown = JSON.parse(text)
  if (checker.Check(line)) return line
  throw new Error(`not a bridge line: ${JSON.stringify(checker.Errors(line).First())} in ${text}`)
}

/** A config that trains in a second: four steps in each of two epochs, nothing on schedule. */
export function smallConfig (changes: Partial<TrainConfig> = {}): TrainConfig {
  const small = {
    epochs: 2, training_set_size: 40, validation_set_size: 20, samples: [], backup_after_unit: 'NEVER' as const,
    backup_before_save: false
  }
  return { ...Value.Create(TrainConfig), ...small, ...changes }
}

/** A job's folder with one attempt in it, ready to be run. */
export function writeAttempt (
  job_dir: string, config: unknown, resume_from: string | null = null, attempt = 1
): string {
  const folder = join(job_dir, `a${attempt}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config))
  writeFileSync(join(folder, 'spec.json'), JSON.stringify({ v: 1, attempt, trainer: 'builtin', job_dir, resume_from }))
  return folder
}

/** A trainer that runs or has ended: its lines, ways to wait for them, and commands. */
export interface Bridge {
  child: ChildProcess
  lines: BridgeLine[]
  output: { stdout: string, stderr: string }
  /** The first line that fits, from those already here on; rejects when the trainer ends without one. */
  until: <T extends BridgeLine['type']>(type: T, fits?: (line: BridgeLineOf<T>) => boolean) => Promise<BridgeLineOf<T>>
  send: (id: string, command: CommandName | (string & {}), args?: Record<string, unknown>) => void
  /** Sends, and waits for the one ending. */
  ask: (id: string, command: CommandName, args?: Record<string, unknown>) => Promise<BridgeLineOf<'command'>>
  all: <T extends BridgeLine['type']>(type: T) => BridgeLineOf<T>[]
  /** Exit code or signal, once every line has been read. */
  exit: Promise<number | NodeJS.Signals | null>
  /** Resolves when it has ended well. Rejects with its `end` line and its stderr when it exits with anything but 0. */
  finish: () => Promise<void>
}

/** The Python that runs the bridge, and what is added to its environment. */
export interface Program { python: string, env: Record<string, string> }

/** Starts the real trainer on an attempt's folder. `wire` is its descriptor 3; without a pipe no lines are read. */
export function startBridge (
  t: Test, attempt_dir: string, wire: 'pipe' | number = 'pipe',
  { python, env }: Program = { python: 'python3', env: {} }
): Bridge {
  const stdio: StdioOptions = ['pipe', 'pipe', 'pipe', wire]
  const child = spawn(python, ['-u', root + 'bridge', attempt_dir], {
    stdio,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', OT_HEARTBEAT_MS: '200', ...env }
  })
  t.teardown(() => child.kill('SIGKILL'))
  const { all: lines, add, until: untilLine, fail } = createSeen<BridgeLine>()
  const output = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text
  })
  child.stdin?.on('error', () => {}) // it has ended, which `exit` tells
  // The type of stdio[3] cannot know that a pipe was asked for.
  const readable = child.stdio[3] as Readable | null
  const splitter = createLineSplitter({ limit: Infinity, onLine (line) { add(parseLine(line.toString('utf8'))) } })
  readable?.on('data', splitter.push)
  const all: Bridge['all'] = type => lines.filter((line): line is BridgeLineOf<typeof type> => line.type === type)
  /** How it ended: its `end` line, or else its last, and what it wrote to stderr. */
  const ending = (code: unknown): string =>
    `the trainer ended with ${String(code)}: ${JSON.stringify(all('end')[0] ?? lines.at(-1))}\n${output.stderr}`
  const exit = once(child, 'close').then(([code, signal]) => {
    fail(new Error(ending(code ?? signal)))
    return code ?? signal
  })
  const finish: Bridge['finish'] = async () => {
    const code = await exit
    if (code !== 0) throw new Error(ending(code))
  }
  const until: Bridge['until'] = async (type, fits = () => true) => {
    type Wanted = BridgeLineOf<typeof type>
    return await untilLine(line => line.type === type && fits(line as Wanted)) as Wanted // as: just looked at
  }
  const send: Bridge['send'] = (id, command, args = {}) => {
    child.stdin?.write(JSON.stringify({ id, command, args }) + '\n')
  }
  const ask: Bridge['ask'] = (id, command, args) => {
    send(id, command, args)
    return until('command', line => line.id === id && line.status !== 'running')
  }
  return { child, lines, output, until, send, ask, all, exit, finish }
}

const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex')

/** The File of a path in a job's folder, computed here as the contract says, without the trainer's help. */
export function fileOf (job_dir: string, path: string): File {
  const full = join(job_dir, path)
  const within = path.includes('-backup-') ? readdirSync(full, { recursive: true, encoding: 'utf8' }) : []
  const names = within.filter(name => statSync(join(full, name)).isFile())
  if (names.length === 0) return { path, bytes: readFileSync(full).length, sha256: sha256(readFileSync(full)) }
  const files = names.map(name => ({ name: relative(full, join(full, name)), data: readFileSync(join(full, name)) }))
  const listed = files.map(({ name, data }) => `${sha256(data)}  ${name}\n`).sort().join('')
  return { path, bytes: files.reduce((sum, { data }) => sum + data.length, 0), sha256: sha256(listed) }
}

/** The lines in the file of unsent lines. */
export const unsentLines = (attempt_dir: string): BridgeLine[] =>
  readFileSync(join(attempt_dir, 'unsent.jsonl'), 'utf8').trimEnd().split('\n').map(parseLine)
