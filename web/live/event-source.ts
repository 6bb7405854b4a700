import { messageNames } from '../../core/domain/stream/message-names.ts'
import type { ServerMessage } from '../../core/contract/socket.ts'
import type { Opener } from './transport.ts'

const OPEN_MS = 4000

/** The native stream as server-sent events. */
export const eventSourceOpener = (base: URL): Opener => (cursor, { onMessage, onClose }) => {
  const url = new URL('api/events', base)
  if (cursor !== null) url.searchParams.set('since', cursor)
  const source = new EventSource(url)
  let ended = false

  function end (reason: string): void {
    if (ended) return
    ended = true
    clearTimeout(timer)
    source.close()
    onClose(reason)
  }
  const timer = setTimeout(() => { end('No connection within 4 s') }, OPEN_MS)
  for (const type of messageNames) {
    source.addEventListener(type, event => {
      if (!(event instanceof MessageEvent)) return // `error` is also what a browser calls a lost connection
      clearTimeout(timer)
      onMessage(JSON.parse(String(event.data)) as ServerMessage) // as: our server sends nothing else
    })
  }
  source.onerror = event => { if (!(event instanceof MessageEvent)) end('The connection was lost') }
  return {
    // The server's comments keep the connection alive, and the browser notices when it ends.
    check: () => undefined,
    close () {
      ended = true
      clearTimeout(timer)
      source.close()
    }
  }
}
