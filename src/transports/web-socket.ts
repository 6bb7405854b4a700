import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { createMessageSink } from './message-sink.ts'
import type { Serve } from './session.ts'
import { createSocketSink } from './socket-sink.ts'

/** Connects an open WebSocket with the session that `serve` starts for it. */
export function connectWebSocket (ws: WebSocket, socket: Socket, path: string, serve: Serve): void {
  const sink = ws.extensions === '' ? createSocketSink(ws, socket) : createMessageSink(ws)
  const session = serve({ sink, path, ping: () => { if (ws.readyState === ws.OPEN) ws.ping() } })
  ws.on('message', (data: Buffer, binary) => { // the default binaryType: a Buffer
    if (binary) session.onBinary()
    else session.onText(data.toString())
  })
  ws.on('pong', session.onPong)
  ws.on('close', session.onGone)
}
