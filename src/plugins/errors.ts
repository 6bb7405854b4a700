import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyError, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify'
import plugin from 'fastify-plugin'
import { AppError, asAppError, createAppError, toErrorBody } from '../../core/domain/app-error.ts'
import type { App } from '../http.ts'
import { declareErrors, onlyReads } from './declare-errors.ts'
import { createMethods } from './methods.ts'
import { requestFindings } from './problems.ts'

export interface ErrorsOptions {
  /** Looks at every failure of the server: it may tell of trouble that lasts. */
  observe?: (error: unknown) => void
}

/** States that the server tells of when it is asked. They are no failure, and each poll would log them. */
const states = ['recovering', 'degraded', 'trainer_describing']

/** Every error leaves in the one shape of the contract, whatever raised it. */
export default plugin(async function errors (app: App, { observe = () => undefined }: ErrorsOptions): Promise<void> {
  const methods = createMethods()
  app.addHook('onRoute', route => { methods.add(route) })
  // Any body is read before it is judged, and the disk that a route reads or writes may fail.
  declareErrors(app, route => onlyReads(route) ? [500, 503] : [413, 415, 500, 503, 507])

  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const known = toAppError(error, request)
    if (known.statusCode >= 500 && !states.includes(known.code)) {
      request.log.error({ err: error }, error.message)
      observe(error)
    }
    return send(known, request, reply)
  })

  app.setNotFoundHandler((request, reply) => {
    const url = request.url.split('?', 1)[0] ?? ''
    const allowed = methods.at(url)
    if (allowed.length === 0) return send(createAppError('not_found', { method: request.method, url }), request, reply)
    reply.header('allow', allowed.join(', '))
    return send(createAppError('method_not_allowed', { method: request.method, url }), request, reply)
  })
}, { name: 'errors' })

/**
 * Options for Fastify: the same shape for what fails before there is a request – a URL that cannot be read, bytes that
 * are not HTTP.
 */
export function errorOptions (): Pick<FastifyServerOptions, 'frameworkErrors' | 'clientErrorHandler'> {
  return {
    frameworkErrors (error, request, reply) {
      const { socket, headers } = request.raw
      // Node no longer owns a socket that asked for an upgrade, so it is closed here.
      if (headers.upgrade !== undefined) reply.raw.once('finish', () => { socket.destroySoon() })
      // as: the same objects, without a route's types
      send(toAppError(error, request as FastifyRequest), request as FastifyRequest, reply as FastifyReply)
    },
    clientErrorHandler (error, socket) {
      // The other side is gone, or has been answered.
      if (error.code === 'ECONNRESET' || !socket.writable) {
        socket.destroy()
        return
      }
      answerRaw(socket, createAppError('invalid_request', { problem: 'malformed HTTP request' }))
    }
  }
}

function toAppError (error: FastifyError, request: FastifyRequest): AppError {
  if (error instanceof AppError) return asAppError(error)
  if (error.validationContext === 'body' && request.body === undefined) {
    const message = 'the body is missing'
    return createAppError('invalid_request', { problem: message }, {
      details: [{ pointer: '', message, hint: 'send JSON, with content-type: application/json', severity: 'error' }]
    })
  }
  if (error.validation !== undefined) {
    const details = requestFindings(error.validation, error.validationContext ?? 'body')
    return createAppError(
      'invalid_request',
      {
        problem: details
          .map(({ message }) => message)
          .slice(0, 3)
          .join('; ')
      },
      { details }
    )
  }
  if (error instanceof SyntaxError || error.code === 'FST_ERR_CTP_INVALID_JSON_BODY') {
    return createAppError('invalid_json', { problem: error.message })
  }
  return byStatus(error, request)
}

function byStatus (error: FastifyError, request: FastifyRequest): AppError {
  const status = error.statusCode ?? 500
  switch (status) {
    case 404:
      return createAppError('not_found', { method: request.method, url: request.url.split('?', 1)[0] ?? '' })
    case 413:
      return createAppError('payload_too_large', { limit: request.routeOptions.bodyLimit ?? 0 })
    case 415:
      return createAppError('unsupported_media_type')
    case 429:
      return createAppError('rate_limited', { seconds: 60 })
    default:
      return status >= 400 && status < 500
        ? createAppError('invalid_request', { problem: error.message })
        : asAppError(error)
  }
}

function send (error: AppError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply
    .code(error.statusCode)
    .header('content-type', 'application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(toErrorBody(error, request.id))
}

/** Answers on a bare socket, before there is a request, and ends it. */
export function answerRaw (socket: Socket, error: AppError): void {
  const body = JSON.stringify(toErrorBody(error, 'none'))
  const head = [
    `HTTP/1.1 ${error.statusCode} ${STATUS_CODES[error.statusCode] ?? ''}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close'
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  socket.destroySoon() // also where the client does not close its side
}
