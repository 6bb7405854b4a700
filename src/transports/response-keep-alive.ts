import type { ServerResponse } from 'node:http'
import type { Clock } from '../../core/domain/clock.ts'

const comment_ms = 15_000

export interface ResponseKeepAlive {
  watch: (response: ServerResponse) => void
  forget: (response: ServerResponse) => void
  stop: () => void
}

/** Sends a comment to idle event streams every 15 s: proxies end a connection that is silent for long. */
export function createResponseKeepAlive (clock: Clock): ResponseKeepAlive {
  const open = new Set<ServerResponse>()
  const timer = clock.every(comment_ms, () => {
    for (const response of open) if (response.writableLength === 0 && !response.writableEnded) response.write(':\n\n')
  })
  return {
    watch (response) { open.add(response) },
    forget (response) { open.delete(response) },
    stop: timer.cancel
  }
}
