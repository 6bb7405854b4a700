import type { WebSocket } from 'ws'
import type { Sink } from './sink.ts'
import { payloadOf } from './ws-frame.ts'

/** A WebSocket with permessage-deflate: each message goes to ws by itself, which compresses and frames it. */
export function createMessageSink (ws: WebSocket): Sink {
  let onDrained: (() => void) | null = null

  function sent (): void {
    if (ws.bufferedAmount > 0) return
    const act = onDrained
    onDrained = null
    act?.()
  }

  return {
    write (frames) {
      if (ws.readyState !== ws.OPEN) return
      // A message may wait for its compression and not for the socket, so the socket's own drain event may never come.
      for (const frame of frames.list) ws.send(payloadOf(frame), { binary: false }, sent)
    },
    writableLength: () => ws.bufferedAmount,
    onceDrained (act) { onDrained = act },
    close (code, reason) { ws.close(code, reason) },
    terminate () { ws.terminate() }
  }
}
