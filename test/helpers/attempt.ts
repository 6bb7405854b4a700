import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Value } from '@sinclair/typebox/value'
import type { Test } from 'tap'
import { EventBody } from '../../core/contract/events.ts'
import { ExitFile, Limits, RunnerFile, SegmentHeader, journalFile } from '../../core/contract/journal.ts'
import type { AttemptSpec, ControlReply, JournalEvent } from '../../core/contract/journal.ts'
import { built } from './built.ts'
import { eventIn } from './journal-lines.ts'
import { specOf } from './journal.ts'
import { root } from './tree.ts'

export const trainers = join(root, 'test/fixtures/trainers')
const nodeFlags = ['--max-semi-space-size=1', '--optimize-for-size', '--no-opt']
const program = (name: string): string => built(`runner/${name}`)

/** The folder of one attempt and the built runner as a real process in it. */
export interface Attempt {
  dir: string
  spec: AttemptSpec
  /** Starts the runner. */
  launch: (options?: { flags?: string[], env?: Record<string, string> }) => LaunchedRunner
  /** Starts the runner and waits for its report. */
  start: (options?: { flags?: string[], env?: Record<string, string> }) => Promise<Runner>
  /** Starts it and waits until it has ended. */
  finish: (options?: { flags?: string[], env?: Record<string, string> }) => Promise<Runner>
  /** Every event of the journal; throws unless each is valid and they are numbered without a hole. */
  events: () => JournalEvent[]
  exit: () => ExitFile
  runnerFile: () => RunnerFile
  /** A connection that has been greeted. */
  connect: (cookie?: string) => Promise<Line>
  /** The first event that fits, as soon as it is in the journal. */
  happened: (fits: (event: JournalEvent) => boolean) => Promise<JournalEvent>
  /** Processes that carry the run's cookie. */
  processes: () => number[]
}

export interface LaunchedRunner {
  child: ChildProcess
  ended: Promise<{ code: number | null, signal: string | null }>
  /** What it has written to stderr. */
  stderr: () => string
}
export interface Runner extends LaunchedRunner {
  report: { ok: boolean, pid?: number, socket?: string, message?: string }
}

/** A control connection to the runner. */
export interface Line {
  hello: ControlReply
  send: (request: object | string) => void
  /** The next reply that fits; rejects when the runner hangs up first. */
  reply: (fits: (reply: ControlReply) => boolean) => Promise<ControlReply>
  /** Resolves when the runner has hung up. */
  closed: Promise<unknown>
  end: () => void
}

/** Makes an attempt of a scripted trainer: `name` is a file in test/fixtures/trainers. */
export function testAttempt (t: Test, name: string, args: string[] = [], limits: Partial<Limits> = {}): Attempt {
  const dir = mkdtempSync(join(tmpdir(), 'ot-run-'))
  const cookie = [...dir.slice(-6)]
    .map(letter => letter.charCodeAt(0).toString(16).padStart(2, '0'))
    .join('')
    .padEnd(32, '0')
  const argv = [
    name.endsWith('.py') ? 'python3' : process.execPath,
    join(trainers, name),
    ...args.map(arg => arg.replace('{dir}', dir))
  ]
  mkdirSync(join(dir, 'job'))
  const spec: AttemptSpec = {
    ...specOf(dir, join(dir, 'job')),
    argv,
    cwd: dir,
    env: { PATH: process.env['PATH'] ?? '' },
    cookie,
    limits: { ...Value.Create(Limits), ...limits }
  }
  writeFileSync(join(dir, 'spec.json'), JSON.stringify(spec))
  const started: LaunchedRunner[] = []

  const processes = (): number[] =>
    readdirSync('/proc')
      .filter(pid => /^\d+$/.test(pid) && environOf(pid).includes(`OT_RUN_COOKIE=${cookie}`))
      .map(Number)
  t.teardown(async () => {
    for (const { child, ended } of started) { child.kill('SIGKILL'); await ended }
    for (const pid of processes()) kill(pid)
    rmSync(dir, { recursive: true, force: true })
  })

  function launch ({
    flags = [], env = {}
  }: { flags?: string[], env?: Record<string, string> } = {}): LaunchedRunner {
    // By way of env(1), because tap puts its own loader into every Node it sees, and this one is to be as in production
    const clean = ['-i', ...Object.entries(env).map(([name, value]) => `${name}=${value}`)]
    const child = spawn('/usr/bin/env', [...clean, process.execPath, ...nodeFlags, program('main.js'), dir, ...flags], {
      stdio: ['ignore', 'pipe', 'pipe']
    })
    const complaints: string[] = []
    child.stderr.on('data', piece => {
      complaints.push(String(piece))
    })
    // With its streams: what it complained of at its end is read by then.
    const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }))
    const runner = { child, ended, stderr: () => complaints.join('') }
    started.push(runner)
    return runner
  }

  async function start (options?: { flags?: string[], env?: Record<string, string> }): Promise<Runner> {
    const runner = launch(options)
    const [line] = await Promise.race([
      once(createInterface(runner.child.stdout!), 'line'), once(runner.child, 'close')
    ])
    const report =
      typeof line === 'string' ? JSON.parse(line) : { ok: false, message: `no report: ${runner.stderr()}` }
    return { ...runner, report }
  }

  function events (): JournalEvent[] {
    const all: JournalEvent[] = []
    for (let segment = 1; existsSync(join(dir, journalFile(segment))); segment++) {
      const text = readFileSync(join(dir, journalFile(segment)), 'utf8')
      const [head, ...lines] = text
        .slice(0, text.lastIndexOf('\n') + 1)
        .split('\n')
        .slice(0, -1)
        .map(eventIn)
      if (head === undefined) continue
      if (!Value.Check(SegmentHeader, head) || head.first_seq !== all.length + 1) {
        throw new Error(`wrong header: ${JSON.stringify(head)}`)
      }
      for (const line of lines) all.push(checked(line, all.length + 1))
    }
    return all
  }

  async function connectTo (with_cookie = cookie): Promise<Line> {
    const socket = connect(spec.socket)
    const replies: ControlReply[] = []
    let waiting: Array<() => void> = []
    const closed = new Promise(resolve => { socket.once('close', resolve) })
    let over = false
    const wake = (): void => { for (const act of waiting.splice(0)) act() }
    void closed.then(() => { over = true; wake() })
    socket.on('error', () => { socket.destroy() })
    const lines = createInterface(socket)
    lines.on('error', () => { socket.destroy() })
    lines.on('line', line => { replies.push(JSON.parse(line)); wake() })
    async function reply (fits: (reply: ControlReply) => boolean): Promise<ControlReply> {
      for (;;) {
        const at = replies.findIndex(fits)
        const found = replies[at]
        if (found !== undefined) { replies.splice(0, at + 1); return found }
        replies.length = 0
        if (over) throw new Error('the runner hung up')
        await new Promise<void>(resolve => { waiting.push(resolve) })
      }
    }
    const send = (request: object | string): void => {
      socket.write((typeof request === 'string' ? request : JSON.stringify(request)) + '\n')
    }
    send({ op: 'hello', v: 1, cookie: with_cookie })
    return { hello: await reply(() => true), send, reply, closed, end () { socket.end(); waiting = [] } }
  }

  return {
    dir,
    spec,
    launch,
    start,
    async finish (options) {
      const runner = await start(options)
      await runner.ended
      return runner
    },
    events,
    exit: () => Value.Parse(ExitFile, JSON.parse(readFileSync(join(dir, 'exit.json'), 'utf8'))),
    runnerFile: () => Value.Parse(RunnerFile, JSON.parse(readFileSync(join(dir, 'runner.json'), 'utf8'))),
    connect: connectTo,
    async happened (fits) {
      const line = await connectTo()
      for (;;) {
        const found = events().find(fits)
        if (found !== undefined) { line.end(); return found }
        await line.reply(({ op }) => op === 'tick')
      }
    },
    processes
  }
}

function checked (line: unknown, seq: number): JournalEvent {
  const { v, seq: written, timestamp, elapsed_ms, ...body } = line as JournalEvent // as: checked in the next lines
  if (v !== 1 || written !== seq || typeof timestamp !== 'string' || !Number.isInteger(elapsed_ms)) {
    throw new Error(`wrong envelope, ${seq} was expected: ${JSON.stringify(line)}`)
  }
  if (!Value.Check(EventBody, body)) throw new Error(`wrong event: ${JSON.stringify(line)}`)
  return line as JournalEvent // as: just checked
}

function environOf (pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1')
  } catch {
    return '' // gone, or not ours
  }
}

function kill (pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
