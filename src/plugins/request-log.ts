import type { FastifyRequest, FastifyServerOptions } from 'fastify'
import type { App } from '../http.ts'
import { terminalLine } from './terminal-log.ts'

const secret_headers = ['req.headers.authorization', 'req.headers["sec-websocket-protocol"]']

/** Where log lines go: standard output unless `stream` is given. */
export interface LogTarget {
  /** Whether the lines are for a person at a terminal. */
  is_terminal?: boolean
  stream?: { write: (line: string) => void }
}

/**
 * Options of the log: JSON, or lines for a person at a terminal. Tokens are removed from everything it writes about a
 * request.
 */
export function requestLog (
  level: string, { is_terminal = false, stream }: LogTarget
): NonNullable<FastifyServerOptions['logger']> {
  const terminal = { write (line: string) { (stream ?? process.stdout).write(terminalLine(line)) } }
  const lines = is_terminal ? terminal : stream
  return {
    ...(lines === undefined ? {} : { stream: lines }),
    level, redact: secret_headers, serializers: { req: describeRequest }
  }
}

/** Logs each request in one line. What only reads and succeeds is for the level debug: pages ask all the time. */
export function logRequests (app: App): void {
  app.addHook('onResponse', async (request, { statusCode, elapsedTime }) => {
    const { method, url } = describeRequest(request)
    const level = statusCode >= 400 || method !== 'GET' ? 'info' : 'debug'
    request.log[level](`${method} ${url} → ${statusCode} (${Math.round(elapsedTime)} ms)`)
  })
}

function describeRequest (
  { method, url, socket }: FastifyRequest
): { method: string, url: string, remote_address: string | undefined } {
  const redacted = url.replace(/([?&][^=&]*(?:token|key|secret|auth)[^=&]*=)[^&]*/gi, '$1[redacted]')
  return { method, url: redacted, remote_address: socket.remoteAddress }
}
