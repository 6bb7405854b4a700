import type { Socket } from 'socket.io'
import type { TrainingUpdate } from '../../core/contract/job-views.ts'
import { closeCodes } from '../../core/contract/socket.ts'
import type { Sink } from './sink.ts'
import { socketIoCursor, socketIoEvent } from './socketio-view.ts'

export type SocketIoEvents =
  & { [event in typeof socketIoEvent]: (update: TrainingUpdate) => void }
  & { [event in typeof socketIoCursor]: (id: string) => void }

/** A Socket.IO connection, over WebSocket or polling, as the fan-out writes to it. */
export function createSocketIoSink (
  socket: Pick<Socket<Record<string, never>, SocketIoEvents>, 'conn' | 'emit'>
): Sink {
  const { conn } = socket
  let waiting_bytes = 0
  let onDrained: (() => void) | null = null
  conn.on('drain', () => {
    waiting_bytes = 0
    const act = onDrained
    onDrained = null
    act?.()
  })

  return {
    write ({ list }) {
      for (const frame of list) {
        waiting_bytes += frame.length
        const message = JSON.parse(frame.toString()) as TrainingUpdate | { id: string } // as: the view encoded it
        if ('epoch' in message) socket.emit(socketIoEvent, message)
        // The last text that a stock client was sent is what it reconnects with.
        socket.emit(socketIoCursor, message.id)
      }
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
