import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { answer, monotonicMs } from './answer.ts'

/** What the bench asks of its clients. */
export type ClientsRequest =
  /** Opens sockets and waits until each is a WebSocket. */
  | { do: 'connect', port: number, path: string, count: number }
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

// Both as the native stream and as a bare relay send it; every other message is passed over.
const counted = Buffer.from('{"type":"validation')
const stamp = Buffer.from('"validation_loss":')
const stamp_bytes = 24

const sockets: Socket[] = []
const count = { expected: 0, delays: new Float64Array(0), seen: 0, last_at_ms: 0, done: () => {}, all: Promise.resolve() }

async function open (port: number, path: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  socket.on('error', () => { socket.destroy() })
  const read = frameReader(take)
  await once(socket, 'connect')
  socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`)
  const rest = await handshake(socket)
  socket.on('data', read)
  read(rest)
  return socket
}

/** Resolves with what came after the headers. */
async function handshake (socket: Socket): Promise<Buffer> {
  let head = Buffer.alloc(0)
  for (;;) {
    const [chunk] = await once(socket, 'data') as [Buffer]
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end === -1) continue
    if (!head.toString('latin1').startsWith('HTTP/1.1 101 ')) throw new Error(`no WebSocket: ${head.toString('latin1', 0, 200)}`)
    return head.subarray(end + 4)
  }
}

/** Cuts what a server sends into frames. Costs far less than a WebSocket library, so that the server is what is measured. */
function frameReader (onFrame: (bytes: Buffer, start: number, end: number) => void): (chunk: Buffer) => void {
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
      onFrame(bytes, at + header, end)
      at = end
    }
    rest = at < bytes.length ? bytes.subarray(at) : null
  }
}

function take (bytes: Buffer, start: number, end: number): void {
  if (bytes.compare(counted, 0, counted.length, start, Math.min(end, start + counted.length)) !== 0 || count.seen === count.expected) return
  count.last_at_ms = monotonicMs()
  const at = bytes.indexOf(stamp, start) + stamp.length
  count.delays[count.seen++] = count.last_at_ms - parseFloat(bytes.toString('latin1', at, at + stamp_bytes))
  if (count.seen === count.expected) count.done()
}

function expect (messages: number): void {
  Object.assign(count, { expected: messages, seen: 0, delays: new Float64Array(messages), all: new Promise<void>(resolve => { count.done = resolve }) })
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
        sockets.push(...await Promise.all(Array.from({ length: Math.min(left, 100) }, async () => await open(request.port, request.path))))
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
