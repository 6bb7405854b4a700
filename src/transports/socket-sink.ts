import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { Sink } from './sink.ts'

/**
 * A WebSocket as the fan-out writes to it: prebuilt frames straight to its socket. Legal only without
 * permessage-deflate.
 */
export function createSocketSink (ws: WebSocket, socket: Socket): Sink {
  return {
    write (frames) {
      // After the close frame nothing may follow.
      if (ws.readyState === ws.OPEN) socket.write(frames.joined())
    },
    writableLength: () => socket.writableLength,
    onceDrained (act) { socket.once('drain', act) },
    close (code, reason) { ws.close(code, reason) },
    terminate () { ws.terminate() }
  }
}
