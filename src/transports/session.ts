import type { Sink } from './sink.ts'

/** What a socket reports to the session that serves it. */
export interface Session {
  onText: (text: string) => void
  onBinary: () => void
  onPong: () => void
  onGone: () => void
}

/** An open connection, as a session needs it. */
export interface Connection {
  sink: Sink
  /** Path of the URL it was opened with. */
  path: string
  ping: () => void
}

/** Starts the session of a connection. */
export type Serve = (connection: Connection) => Session

/** A WebSocket whose handshake is done. */
export interface AcceptedSocket {
  /**
   * Starts a session, unless the socket is closed by now; while the server stops, closes it instead. Early messages are
   * not lost.
   */
  serve: (serve: Serve) => void
  close: (code: number, reason: string) => void
  onClose: (act: () => void) => void
}
