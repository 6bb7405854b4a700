import type { Socket } from 'socket.io'
import type { TrainingUpdate } from '../../core/contract/job-views.ts'
import { closeCodes } from '../../core/contract/socket.ts'
import type { Sink } from './sink.ts'
import { socketIoEvent } from './socketio-view.ts'

export type SocketIoEvents = { [event in typeof socketIoEvent]: (update: TrainingUpdate) => void }

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
        socket.emit(socketIoEvent, JSON.parse(frame.toString()) as TrainingUpdate) // as: the view encoded it
      }
    },
    writableLength: () => waiting_bytes,
    onceDrained (act) {
      onDrained = act
    },
    // The connection ends below Socket.IO: then a stock client reconnects by itself.
    close (code) {
      conn.close(code === closeCodes.try_again)
    },
    terminate () {
      conn.close(true)
    }
  }
}
