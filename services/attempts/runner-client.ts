import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { PROTOCOL_VERSION } from '../../core/contract/values.ts'
import type { SentCommand } from '../../core/contract/commands.ts'
import type { ControlReply, ControlRequest, Unwritten } from '../../core/contract/journal.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { createLineSplitter } from '../../core/formats/line-splitter.ts'

type Reply<Op extends ControlReply['op']> = Extract<ControlReply, { op: Op }>

/**
 * What became of a command, in words for a person where that needs any. null: the runner cannot be reached now; the
 * command is sent again on the next link.
 */
export type Sent = { outcome: 'accepted' | 'ended', message?: string } | null

/** An open control socket to the runner of one attempt. Only news and commands travel here; data is in the journal. */
export interface RunnerLink {
  hello: Reply<'hello'>
  /** Resolves when the command is in the journal; sent twice, it is carried out once. */
  send: (command: SentCommand) => Promise<Reply<'accepted'> | Reply<'refused'>>
  /** Resolves when the socket is gone. */
  closed: Promise<void>
  close: () => void
}

interface Options {
  path: string
  cookie: string
  clock: Clock
  /** The journal has grown, or cannot grow: then `unwritten` is what the runner keeps in memory. */
  onTick: (unwritten: Unwritten | null) => void
}
const HELLO_PATIENCE_MS = 5_000
const LINE_BYTES = 65_536

/** Connects and greets. `null` when nobody listens; rejects when somebody does but does not answer, or refuses us. */
export async function linkToRunner ({ path, cookie, clock, onTick }: Options): Promise<RunnerLink | null> {
  const socket = await open(path)
  if (socket === null) return null
  const waiting = new Map<string, (reply: Reply<'accepted'> | Reply<'refused'>) => void>()
  let greet: (reply: ControlReply) => void = () => undefined
  const greeting = new Promise<ControlReply>(resolve => { greet = resolve })
  const closed = new Promise<void>(resolve => { socket.once('close', () => { resolve() }) })

  eachLine(socket, line => {
    const reply = JSON.parse(line) as ControlReply
    if (reply.op === 'tick') onTick(reply.unwritten ?? null)
    else if (reply.op === 'hello' || reply.id === null) greet(reply)
    else waiting.get(reply.id)?.(reply)
  })
  const ask = (request: ControlRequest): void => { socket.write(JSON.stringify(request) + '\n') }
  const timer = clock.after(HELLO_PATIENCE_MS, () => { socket.destroy() })
  ask({ op: 'hello', v: PROTOCOL_VERSION, cookie })
  const hello = await Promise.race([greeting, closed])
  timer.cancel()
  if (hello?.op !== 'hello') {
    socket.destroy()
    throw new Error(
      hello === undefined
        ? 'the runner does not answer'
        : `the runner refuses us: ${'message' in hello ? hello.message : hello.op}`
    )
  }

  return {
    hello,
    closed,
    close: () => { socket.destroy() },
    async send (command) {
      const answer = new Promise<Reply<'accepted'> | Reply<'refused'>>(resolve => { waiting.set(command.id, resolve) })
      ask({ op: 'command', ...command })
      const reply = await Promise.race([answer, closed])
      waiting.delete(command.id)
      if (reply === undefined) throw new Error('the control socket closed before the runner answered')
      return reply
    }
  }
}

async function open (path: string): Promise<Socket | null> {
  return await new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once('connect', () => { socket.on('error', () => { socket.destroy() }); resolve(socket) })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(null)
      else reject(error)
    })
  })
}

function eachLine (socket: Socket, onLine: (line: string) => void): void {
  const lines = createLineSplitter({
    limit: LINE_BYTES,
    onLine (line) { if (!socket.destroyed) onLine(line.toString('utf8')) },
    onOverflow () { socket.destroy() }
  })
  socket.on('data', chunk => {
    try {
      lines.push(chunk)
    } catch (error) {
      socket.destroy(error instanceof Error ? error : undefined) // another protocol: this is not the runner
    }
  })
}
