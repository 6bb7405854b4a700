import type { RouteOptions } from 'fastify'
import { ErrorBody } from '../../core/contract/errors.ts'
import type { App } from '../http.ts'

/**
 * Declares errors that a plugin sends in place of a route, on every route that is registered after it and shown in the
 * documents. What a route declares itself stands.
 */
export function declareErrors (
  app: Pick<App, 'addHook'>, statusesOf: (route: RouteOptions) => readonly number[]
): void {
  app.addHook('onRoute', route => {
    if (route.schema?.operationId === undefined) return
    const errors = Object.fromEntries(statusesOf(route).map(status => [status, ErrorBody]))
    route.schema = { ...route.schema, response: { ...errors, ...route.schema.response as object } } // as: by status
  })
}

/** Whether a route only reads: requests to it have no body and change nothing. */
export const onlyReads = ({ method }: Pick<RouteOptions, 'method'>): boolean =>
  [method].flat().every(name => ['GET', 'HEAD', 'OPTIONS'].includes(name))
