import type { ServerMessage } from '../../core/contract/socket.ts'

/** The ways to hear from the server, the best first. A proxy may let only a later one through. */
export const transports = ['websocket', 'event-source', 'polling'] as const
export type Transport = (typeof transports)[number]

export interface TransportHandlers {
  onMessage: (message: ServerMessage) => void
  /** The connection has ended, or never stood. Called once. */
  onClose: (reason: string) => void
}

export interface OpenTransport {
  /** Asks whether the other side is still there; one that is not closes soon. */
  check: () => void
  close: () => void
}

/** Opens a connection that goes on after a cursor. */
export type Opener = (cursor: string | null, handlers: TransportHandlers) => OpenTransport
