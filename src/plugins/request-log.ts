import type { FastifyRequest, FastifyServerOptions } from 'fastify'

const secret_headers = ['req.headers.authorization', 'req.headers["sec-websocket-protocol"]']

/** Options of the log. Tokens are removed from everything it writes about a request. */
export function requestLog (level: string): NonNullable<FastifyServerOptions['logger']> {
  return { level, redact: secret_headers, serializers: { req: describeRequest } }
}

function describeRequest ({ method, url, socket }: FastifyRequest): Record<string, unknown> {
  const redacted = url.replace(/([?&][^=&]*(?:token|key|secret|auth)[^=&]*=)[^&]*/gi, '$1[redacted]')
  return { method, url: redacted, remote_address: socket.remoteAddress }
}
