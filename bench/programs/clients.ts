import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { answer, monotonicMs } from './answer.ts'

/** What the bench asks of its clients. */
export type ClientsRequest =
  /** Opens sockets and waits until each is a WebSocket, or a response without end. */
  | { do: 'connect', port: number, path: string, count: number, reads: Reads }
  /** Counts from zero, and waits for so many messages in all. */
  | { do: 'expect', messages: number }
  /** Answers with `Arrived` once they are there. */
  | { do: 'arrived' }
  /** The first client reads no more. */
  | { do: 'get_stuck' }
  | { do: 'disconnect' }

export interface Arrived {
  /** When the last one came, on the monotonic clock. */
  last_at_ms: number
  /** From the stamp in a message to its arrival. */
  p50_ms: number
  p99_ms: number
}

/**
 * Whose messages a client counts: those that begin like this, by the stamp that follows. Every other message is passed
 * over.
 */
const messages = {
  results: of('{"type":"validation', '"validation_loss":'), // as the native stream and as a bare relay send it
  native: of('{"type":"epoch_completed"', '"loss":'),
  sse: of('event: epoch_completed\n', '"loss":'),
  'job-stream': of('{"type":"progress"', '"current_loss":'),
  'job-updates': of('{"job_id"', '"loss":')
}
export type Reads = keyof typeof messages
interface Counted { begins: Buffer, stamp: Buffer }
type OnMessage = (bytes: Buffer, start: number, end: number) => void

function of (begins: string, stamp: string): Counted {
  return { begins: Buffer.from(begins), stamp: Buffer.from(stamp) }
}

const stamp_bytes = 24
const blank_line = Buffer.from('\n\n')

const sockets: Socket[] = []
const count = {
  expected: 0, delays: new Float64Array(0), seen: 0, last_at_ms: 0,
  done: () => {},
  all: Promise.resolve()
}

async function open (port: number, path: string, reads: Reads): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  socket.on('error', () => {
    socket.destroy()
  })
  const streams = reads === 'sse'
  const read = streams ? blockReader(taker(messages[reads])) : frameReader(taker(messages[reads]))
  const upgrade =
    'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ' +
    'dGhlIHNhbXBsZSBub25jZQ==\r\n'
  await once(socket, 'connect')
  socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${streams ? '' : upgrade}\r\n`)
  const rest = await handshake(socket, streams ? 200 : 101)
  socket.on('data', read)
  read(rest)
  return socket
}

/** Resolves with what came after the headers. */
async function handshake (socket: Socket, status: number): Promise<Buffer> {
  let head = Buffer.alloc(0)
  for (;;) {
    const [chunk] = await once(socket, 'data') as [Buffer]
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end === -1) continue
    if (!head.toString('latin1').startsWith(`HTTP/1.1 ${status} `)) {
      throw new Error(`no ${status}: ${head.toString('latin1', 0, 200)}`)
    }
    return head.subarray(end + 4)
  }
}

/**
 * Cuts what a server sends into frames. Costs far less than a WebSocket library, so that the server is what is
 * measured.
 */
function frameReader (onMessage: OnMessage): (chunk: Buffer) => void {
  let rest: Buffer | null = null
  return chunk => {
    const bytes: Buffer = rest === null ? chunk : Buffer.concat([rest, chunk])
    let at = 0
    while (bytes.length - at >= 2) {
      const short = bytes[at + 1]! // there are two bytes
      const header = short === 127 ? 10 : short === 126 ? 4 : 2
      if (bytes.length - at < header) break
      const length = short === 127 ? bytes.readUInt32BE(at + 6) : short === 126 ? bytes.readUInt16BE(at + 2) : short
      const end = at + header + length
      if (bytes.length < end) break
      onMessage(bytes, at + header, end)
      at = end
    }
    rest = at < bytes.length ? bytes.subarray(at) : null
  }
}

/** Cuts server-sent events at their blank lines. What chunked encoding puts between two of them is part of the next. */
function blockReader (onMessage: OnMessage): (chunk: Buffer) => void {
  let rest: Buffer | null = null
  return chunk => {
    const bytes: Buffer = rest === null ? chunk : Buffer.concat([rest, chunk])
    let at = 0
    for (let end = bytes.indexOf(blank_line); end !== -1; end = bytes.indexOf(blank_line, at)) {
      onMessage(bytes, Math.max(at, bytes.lastIndexOf('event: ', end)), end)
      at = end + blank_line.length
    }
    rest = at < bytes.length ? bytes.subarray(at) : null
  }
}

/** Counts for one client. A message with the stamp of the one before says nothing new: a view may repeat itself. */
function taker ({ begins, stamp }: Counted): OnMessage {
  let last = NaN
  return (bytes, start, end) => {
    if (bytes.compare(begins, 0, begins.length, start, Math.min(end, start + begins.length)) !== 0) return
    const at = bytes.indexOf(stamp, start) + stamp.length
    const stamped = parseFloat(bytes.toString('latin1', at, at + stamp_bytes))
    if (stamped === last) return
    last = stamped
    if (count.seen === count.expected) return
    count.last_at_ms = monotonicMs()
    count.delays[count.seen++] = count.last_at_ms - stamped
    if (count.seen === count.expected) count.done()
  }
}

function expect (messages: number): void {
  Object.assign(count, {
    expected: messages, seen: 0, delays: new Float64Array(messages),
    all: new Promise<void>(resolve => {
      count.done = resolve
    })
  })
}

async function arrived (): Promise<Arrived> {
  await count.all
  const delays = count.delays.sort()
  const at = (share: number): number => delays[Math.floor((delays.length - 1) * share)] ?? NaN
  return { last_at_ms: count.last_at_ms, p50_ms: at(0.5), p99_ms: at(0.99) }
}

answer<ClientsRequest>(async request => {
  switch (request.do) {
    case 'connect': {
      for (let left = request.count; left > 0; left -= 100) {
        sockets.push(
          ...(await Promise.all(
            Array.from(
              { length: Math.min(left, 100) },
              async () => await open(request.port, request.path, request.reads)
            )
          ))
        )
      }
      return sockets.length
    }
    case 'expect': return expect(request.messages)
    case 'arrived': return await arrived()
    case 'get_stuck': return sockets[0]?.pause().readableFlowing
    case 'disconnect': {
      const closed = sockets.filter(socket => !socket.closed).map(async socket => await once(socket, 'close'))
      for (const socket of sockets.splice(0)) socket.destroy()
      return (await Promise.all(closed)).length
    }
  }
})
