import { once } from 'node:events'
import WebSocket from 'ws'
import { createSeen } from './seen.ts'
import { trainingFault } from './training-fault.ts'

export interface Frame { type: string, id?: string | null, seq?: number, job_id?: string, [field: string]: unknown }

/** A client of `/ws` that remembers everything it was told. */
export interface StreamClient {
  frames: Frame[]
  socket: WebSocket
  send: (message: unknown) => void
  /** The first frame, told or yet to come, that fits. Rejects when the socket closes, or a training fails, before. */
  until: (fits: (frame: Frame) => boolean) => Promise<Frame>
  close: () => Promise<void>
}

/** Connects to `url` (http or ws) and resolves once the socket is open. */
export async function connectStream (
  url: string,
  options: { protocols?: string[], headers?: Record<string, string> } = {}
): Promise<StreamClient> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), options.protocols ?? [], { headers: options.headers ?? {} })
  const { all: frames, add, until, fail } = createSeen<Frame>()
  socket.on('message', data => {
    const frame = JSON.parse(String(data)) as Frame
    add(frame)
    const fault = trainingFault(frame)
    if (fault !== null) fail(fault)
  })
  socket.on('close', code => { fail(new Error(`the socket closed (${code}) before it came`)) })
  await once(socket, 'open')
  return {
    frames, socket, until,
    send: message => {
      socket.send(typeof message === 'string' ? message : JSON.stringify(message))
    },
    async close () {
      if (socket.readyState === WebSocket.CLOSED) return
      socket.terminate()
      await once(socket, 'close')
    }
  }
}
