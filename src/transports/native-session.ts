import { closeCodes } from '../../core/contract/socket.ts'
import type { Sink } from './sink.ts'
import { binaryRefused, readClientMessage } from './client-message.ts'
import { createMessageHandler, resume } from './message-handler.ts'
import type { MessageHandler, MessageHandlerDeps } from './message-handler.ts'
import type { KeepAlive } from './keep-alive.ts'
import type { Session } from './session.ts'

export interface SessionDeps extends MessageHandlerDeps { keepAlive: KeepAlive }

/** A socket that was just opened. */
export interface Connection {
  sink: Sink
  path: string
  ping: () => void
  /** Cursor of the URL. */
  since: string | null
}

/** Serves one `/ws` connection: greets it, answers what it says, and tells it what it subscribed to – everything, until it subscribes. */
export function openNativeSession (deps: SessionDeps, { sink, path, ping, since }: Connection): Session {
  const { fanOut, view, keepAlive } = deps
  const client = fanOut.attach({ view, sink, path, greeting: view.hello })
  const peer = { ping, gone () { client.close(closeCodes.idle, 'no answer to pings') } }
  let handleMessage: MessageHandler | null = null // many only listen, so it begins with the first word

  function accept (read: Parameters<MessageHandler>[0]): void {
    keepAlive.heard(peer)
    handleMessage ??= createMessageHandler(deps, client)
    handleMessage(read)
  }

  keepAlive.watch(peer)
  if (since !== null) resume(deps, client, since)
  return {
    onText (text) { accept(() => readClientMessage(text)) },
    onBinary () { accept(() => ({ error: binaryRefused() })) },
    onPong () { keepAlive.heard(peer) },
    onGone () {
      keepAlive.forget(peer)
      client.detach()
    }
  }
}
