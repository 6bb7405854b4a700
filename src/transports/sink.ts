/** Messages that leave together, the oldest first. */
export interface Frames {
  list: readonly Buffer[]
  /** All of them in one buffer, made once for all clients that are sent the same. */
  joined: () => Buffer
}

/** A connection, as far as the fan-out needs one. */
export interface Sink {
  write: (frames: Frames) => void
  /** Bytes written that have not left yet. */
  writableLength: () => number
  /** Calls `act` once, when everything written has left. */
  onceDrained: (act: () => void) => void
  /** Ends the connection with a WebSocket close code and a reason. */
  close: (code: number, reason: string) => void
  /** Ends the connection at once, without a closing handshake. */
  terminate: () => void
}

/** Groups frames of `bytes` bytes in total. */
export function createFrames (list: readonly Buffer[], bytes: number): Frames {
  let joined: Buffer | null = null
  return {
    list,
    joined () {
      joined ??= list.length === 1 ? list[0]! : Buffer.concat(list, bytes) // of one frame, that frame
      return joined
    }
  }
}
