import type { WebSocket } from 'ws'
import type { Sink } from './client.ts'

/** A WebSocket that compresses: the texts are taken out of our frames again, and ws sends each as it likes. */
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
      // Some of it waits to be compressed and not for the socket, whose own drain event may therefore never come.
      for (const text of payloads(frames)) ws.send(text, { binary: false }, sent)
    },
    writableLength: () => ws.bufferedAmount,
    onceDrained (act) { onDrained = act },
    close (code, reason) { ws.close(code, reason) },
    terminate () { ws.terminate() }
  }
}

/** The payloads of a row of unmasked, final frames. */
function * payloads (frames: Buffer): Generator<Buffer> {
  for (let at = 0; at < frames.length;) {
    const short = frames[at + 1] ?? 0
    const [header, length] = short < 126 ? [2, short] : short === 126 ? [4, frames.readUInt16BE(at + 2)] : [10, Number(frames.readBigUInt64BE(at + 2))]
    yield frames.subarray(at + header, at + header + length)
    at += header + length
  }
}
