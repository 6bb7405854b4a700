import type { Writable } from 'node:stream'
import type { Socket } from 'socket.io'
import type { TrainingUpdate } from '../../core/contract/job-views.ts'
import { closeCodes } from '../../core/contract/socket.ts'
import type { Sink } from './sink.ts'
import { socketIoCursor, socketIoEvent } from './socketio-view.ts'

export type SocketIoEvents =
  & { [event in typeof socketIoEvent]: (update: TrainingUpdate) => void }
  & { [event in typeof socketIoCursor]: (id: string) => void }

/**
 * A Socket.IO connection, over WebSocket or polling, as the fan-out writes to it. What one call writes leaves in one
 * piece: a client that is cut off between an update and its cursor would receive the update twice.
 */
export function createSocketIoSink (
  socket: Pick<Socket<Record<string, never>, SocketIoEvents>, 'conn' | 'emit'>
): Sink {
  const { conn } = socket
  let waiting_bytes = 0
  let onDrained: (() => void) | null = null
  conn.on('flush', () => { sendInOnePiece(conn) })
  conn.on('drain', () => {
    waiting_bytes = 0
    const act = onDrained
    onDrained = null
    act?.()
  })

  return {
    write ({ list }) {
      const { transport } = conn
      const { writable } = transport
      list.forEach((frame, at) => {
        waiting_bytes += frame.length
        const message = JSON.parse(frame.toString()) as TrainingUpdate | { id: string } // as: the view encoded it
        transport.writable = false
        if ('epoch' in message) socket.emit(socketIoEvent, message)
        // The engine sends all that waits as soon as it may: with the last packet, the whole list.
        if (at === list.length - 1) transport.writable = writable
        // The last text that a stock client was sent is what it reconnects with.
        socket.emit(socketIoCursor, message.id)
      })
    },
    writableLength: () => waiting_bytes,
    onceDrained (act) {
      onDrained = act
    },
    // The connection ends below Socket.IO: then a stock client reconnects by itself. A poll could only be answered with
    // a packet that ends some clients for good; when the server stops, the plugin cuts it off.
    close (code) {
      const isCutOff = code === closeCodes.restart && conn.transport.name === 'polling'
      if (!isCutOff) conn.close(code === closeCodes.try_again)
    },
    terminate () {
      conn.close(true)
    }
  }
}

/** Keeps the frames that are sent in this tick together. A poll is answered with all of them anyway. */
function sendInOnePiece ({ transport }: Pick<Socket['conn'], 'transport'>): void {
  // as: ws declares the field private, and the engine does not declare the WebSocket
  const tcp = (transport as { socket?: { _socket?: Writable } }).socket?._socket
  tcp?.cork()
  process.nextTick(() => { tcp?.uncork() })
}
