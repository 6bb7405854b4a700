import { closeCodes } from '../../core/contract/socket.ts'
import { binaryRefused, readClientMessage } from './client-message.ts'
import { createMessageHandler, resume } from './message-handler.ts'
import type { MessageHandler, MessageHandlerDeps } from './message-handler.ts'
import type { KeepAlive } from './keep-alive.ts'
import type { Connection, Session } from './session.ts'

export interface NativeSessionDeps extends MessageHandlerDeps { keepAlive: KeepAlive }

/**
 * Serves one client of the native stream: greets it, answers its messages, and sends what it subscribed to – without a
 * subscription, everything.
 */
export function openNativeSession (
  deps: NativeSessionDeps, { sink, path, ping }: Connection, since: string | null
): Session {
  const { fanOut, view, keepAlive } = deps
  const client = fanOut.attach({ view, sink, path, greeting: view.hello })
  const peer = {
    ping,
    gone () {
      client.close(closeCodes.idle, 'no answer to pings')
    }
  }
  let handleMessage: MessageHandler | null = null // made with the first message: many clients never send one

  function accept (read: Parameters<MessageHandler>[0]): void {
    keepAlive.markAlive(peer)
    handleMessage ??= createMessageHandler(deps, client)
    handleMessage(read)
  }

  keepAlive.watch(peer)
  if (since !== null) resume(deps, client, since)
  return {
    onText (text) {
      accept(() => readClientMessage(text))
    },
    onBinary () {
      accept(() => ({ error: binaryRefused() }))
    },
    onPong () {
      keepAlive.markAlive(peer)
    },
    onGone () {
      keepAlive.forget(peer)
      client.detach()
    }
  }
}
