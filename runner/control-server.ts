import { timingSafeEqual } from 'node:crypto'
import type { Socket } from 'node:net'
import { createServer } from 'node:net'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { commandNames } from '../core/contract/commands.ts'
import type { CommandName } from '../core/contract/commands.ts'
import { ControlRequest } from '../core/contract/journal.ts'
import type { ControlReply, Unwritten } from '../core/contract/journal.ts'
import { inCodeUnits } from '../core/contract/rewrite-schema.ts'
import type { Clock, Timer } from '../core/domain/clock.ts'
import { createLineSplitter } from '../core/formats/line-splitter.ts'
import type { Tail } from './journal.ts'
import { bindAsLock, lookAt } from './socket-lock.ts'

export interface ControlServer {
  /** Takes the attempt's lock; 'taken' when another runner holds it. */
  listen: () => Promise<'bound' | 'taken'>
  /** Whether another process has bound the socket since. */
  isLockTaken: () => boolean
  /** Notifies every server that the journal has grown; at once if urgent, else at most 50 times a second. */
  notify: (tail: Tail, urgent: boolean) => void
  /** Sends a last tick and hangs up. */
  close: (tail: Tail) => Promise<void>
}

interface ControlServerDeps {
  path: string
  cookie: string
  clock: Clock
  hello: () => Extract<ControlReply, { op: 'hello' }>
  /** What waits for the disk now. */
  unwritten: () => Unwritten | null
  onCommand: (id: string, command: CommandName, args: Record<string, unknown>) => CommandAnswer
}

/** Whether a command was new, or why it is refused: the run is over, or something is being written. */
export type CommandAnswer = 'accepted' | 'duplicate' | 'ended' | 'writing'

const LINE_BYTES = 64 * 1024
const TICK_MS = 20
const BEHIND_BYTES = 64 * 1024
const ARGS_DEPTH = 16
const CLOSE_MS = 1000

/** The runner's control socket: one JSON object a line, for clients that know the run's cookie. */
export function createControlServer (
  { path, cookie, clock, hello, unwritten, onCommand }: ControlServerDeps
): ControlServer {
  const check = TypeCompiler.Compile(inCodeUnits(ControlRequest))
  const greeted = new Set<Socket>()
  const sockets = new Set<Socket>()
  let next: Tail | null = null
  let timer: Timer | null = null
  let bound: string | null = null
  const server = createServer(onConnection)

  function withUnwritten (reply: Extract<ControlReply, { seq: number }>): ControlReply {
    const waiting = unwritten()
    return waiting === null ? reply : { ...reply, unwritten: waiting }
  }

  const send = (socket: Socket, reply: ControlReply): void => {
    if (socket.writable) socket.write(JSON.stringify(reply) + '\n')
  }
  const refuse = (
    socket: Socket, id: string | null, code: Extract<ControlReply, { op: 'refused' }>['code'], message: string
  ): void => {
    send(socket, { op: 'refused', id, code, message })
  }

  function onConnection (socket: Socket): void {
    sockets.add(socket)
    const lines = createLineSplitter({
      limit: LINE_BYTES,
      onLine (line) { if (socket.writable) onMessage(socket, line) },
      onOverflow () {
        socket.off('data', lines.push) // the line may never end
        refuse(socket, null, 'bad_request', `A line is at most ${LINE_BYTES} bytes`)
        socket.destroySoon()
      }
    })
    socket.on('data', lines.push)
    socket.on('error', () => { socket.destroy() })
    socket.on('close', () => { greeted.delete(socket); sockets.delete(socket) })
  }

  function onMessage (socket: Socket, line: Buffer): void {
    const request = parse(line)
    if (request === null || !check.Check(request)) {
      refuse(socket, null, 'bad_request', 'Send {"op":"hello","v","cookie"} or {"op":"command","id","command","args"}')
      return
    }
    if (request.op === 'hello') {
      if (!sameText(request.cookie, cookie)) {
        refuse(socket, null, 'bad_cookie', 'This is another run')
        socket.end()
        return
      }
      greeted.add(socket)
      send(socket, withUnwritten(hello()))
      return
    }
    if (!greeted.has(socket)) {
      refuse(socket, request.id, 'bad_cookie', "Send hello with the run's cookie first")
      socket.end()
      return
    }
    const name = commandNames.find(word => word === request.command)
    if (name === undefined || depth(request.args) > ARGS_DEPTH) {
      refuse(
        socket, request.id, 'bad_request',
        `Commands are ${commandNames.join(', ')}; arguments at most ${ARGS_DEPTH} deep`
      )
      return
    }
    const answer = onCommand(request.id, name, request.args)
    if (answer === 'ended') refuse(socket, request.id, 'ended', 'The run is over')
    else if (answer === 'writing') refuse(socket, request.id, 'writing', 'A model or a backup is being written')
    else send(socket, { op: 'accepted', id: request.id, duplicate: answer === 'duplicate' })
  }

  function tick (): void {
    timer?.cancel()
    timer = null
    if (next === null) return
    const frame = JSON.stringify(withUnwritten({ op: 'tick', ...next })) + '\n'
    next = null
    // one that is behind gets the next
    for (const socket of greeted) if (socket.writable && socket.writableLength < BEHIND_BYTES) socket.write(frame)
    timer = clock.after(TICK_MS, tick)
  }

  function notify (tail: Tail, urgent: boolean): void {
    next = tail
    if (urgent || timer === null) tick()
  }

  return {
    async listen () {
      const answer = await bindAsLock(server, path)
      bound = lookAt(path)
      return answer
    },
    isLockTaken () {
      const found = lookAt(path)
      return found !== null && found !== bound
    },
    notify,
    async close (tail) {
      notify(tail, true)
      timer?.cancel()
      for (const socket of sockets) socket.destroySoon()
      // a client that does not read does not delay the end
      clock.after(CLOSE_MS, () => { for (const socket of sockets) socket.destroy() })
      await new Promise<void>(resolve => { server.close(() => { resolve() }) })
    }
  }
}

function parse (line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'))
  } catch {
    return null // not JSON: refused like any other shape that is not a request
  }
}

function sameText (a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

function depth (value: unknown): number {
  let level: unknown[] = [value]
  let deep = 0
  while (level.length > 0 && deep <= ARGS_DEPTH) {
    level = level.flatMap(entry => typeof entry === 'object' && entry !== null ? Object.values(entry) : [])
    deep += 1
  }
  return deep
}
