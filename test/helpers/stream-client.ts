import { once } from 'node:events'
import WebSocket from 'ws'

export interface Frame { type: string, id?: string | null, seq?: number, job_id?: string, [field: string]: unknown }

/** A client of `/ws` that remembers everything it was told. */
export interface StreamClient {
  frames: Frame[]
  socket: WebSocket
  send: (message: unknown) => void
  /** The first frame, told or yet to come, that fits. Rejects when the socket closes before. */
  until: (fits: (frame: Frame) => boolean) => Promise<Frame>
  close: () => Promise<void>
}

/** Connects to `url` (http or ws) and resolves once the socket is open. */
export async function connectStream (
  url: string,
  options: { protocols?: string[], headers?: Record<string, string> } = {}
): Promise<StreamClient> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), options.protocols ?? [], { headers: options.headers ?? {} })
  socket.setMaxListeners(0) // as many as wait for a frame
  const frames: Frame[] = []
  const watchers = new Set<() => void>()
  socket.on('message', data => {
    frames.push(JSON.parse(String(data)) as Frame)
    for (const watch of watchers) watch()
  })
  await once(socket, 'open')
  return {
    frames, socket,
    send: message => {
      socket.send(typeof message === 'string' ? message : JSON.stringify(message))
    },
    until: async fits =>
      await new Promise((resolve, reject) => {
        let seen = 0
        const look = (): void => {
          for (; seen < frames.length; seen++) {
            const frame = frames[seen]!
            if (!fits(frame)) continue
            watchers.delete(look)
            resolve(frame)
            return
          }
        }
        watchers.add(look)
        socket.once('close', code => {
          reject(new Error(`the socket closed (${code}) before it came`))
        })
        look()
      }),
    async close () {
      if (socket.readyState === WebSocket.CLOSED) return
      socket.terminate()
      await once(socket, 'close')
    }
  }
}
