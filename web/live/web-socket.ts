import type { ServerMessage } from '../../core/contract/socket.ts'
import type { Opener } from './transport.ts'

/** Longest silence before the server is asked whether it is there, and the longest wait for its answer. */
const SILENCE_MS = 20_000
const ANSWER_MS = 8000
/** Longest wait for the first message: a proxy that eats WebSockets may keep one open without a word. */
const OPEN_MS = 4000

/** The native stream over WebSocket. A connection that has died unnoticed is found by a ping. */
export const webSocketOpener = (base: URL): Opener => (cursor, { onMessage, onClose }) => {
  const url = new URL('ws', base)
  url.protocol = url.protocol.replace('http', 'ws')
  if (cursor !== null) url.searchParams.set('since', cursor)
  const socket = new WebSocket(url)
  let timer: ReturnType<typeof setTimeout> | undefined
  let ended = false

  function end (reason: string): void {
    if (ended) return
    ended = true
    clearTimeout(timer)
    socket.close()
    onClose(reason)
  }
  function wait (ms: number, act: () => void): void {
    clearTimeout(timer)
    timer = setTimeout(act, ms)
  }
  function check (): void {
    if (socket.readyState === WebSocket.OPEN) socket.send('{"type":"ping"}')
    wait(ANSWER_MS, () => { end('The server does not answer') })
  }

  wait(OPEN_MS, () => { end('No connection within 4 s') })
  socket.onmessage = ({ data }) => {
    wait(SILENCE_MS, check)
    onMessage(JSON.parse(String(data)) as ServerMessage) // as: our server sends nothing else
  }
  socket.onclose = ({ reason }) => { end(reason === '' ? 'The connection was lost' : reason) }
  return {
    check,
    close () {
      ended = true
      clearTimeout(timer)
      socket.close()
    }
  }
}
