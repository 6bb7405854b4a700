import { timingSafeEqual, createHash } from 'node:crypto'
import { isIP } from 'node:net'
import type { IncomingMessage } from 'node:http'
import fp from 'fastify-plugin'
import { createAppError } from '../../core/domain/app-error.ts'
import type { AppError } from '../../core/domain/app-error.ts'
import type { App } from '../http.ts'
import { declareErrors } from './declare-errors.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route needs no token. */
    open?: boolean
  }
}

export interface GateOptions {
  /** Host names that are ours besides loopback names and literal addresses of this machine. */
  allowed_hosts: readonly string[]
  /** Origins that are welcome besides the one the request itself names as Host. */
  allowed_origins: readonly string[]
  /** Names of this machine. */
  own_names?: readonly string[]
  /** Addresses of this machine's interfaces. */
  own_addresses: () => readonly string[]
  /** The token callers must show; `null` where none is needed. */
  token: string | null
}

/**
 * Decides on a request, or an upgrade, before anything else handles it: null admits it. `open`: its route needs no
 * token.
 */
export type Gate = (request: IncomingMessage, open?: boolean) => AppError | null

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Host, then Origin, then token. */
export function createGate (options: GateOptions): Gate {
  const checkPlace = createPlaceCheck(options, asksOnly)
  const isAdmitted = createTokenCheck(options.token)

  return (request, open = false) => {
    const refusal = checkPlace(request)
    if (refusal !== null) return refusal
    return open || isAdmitted(request) ? null : createAppError('unauthorized')
  }
}

/**
 * Checks where a request comes from: Host, then Origin. Hosts are names or parsed addresses, compared whole, never by
 * pattern.
 * `asks`: whether a request only reads. A page of another site cannot see its answer; any other request from there is
 * refused.
 */
export function createPlaceCheck (
  options: Omit<GateOptions, 'token'>,
  asks: (request: IncomingMessage) => boolean
): Gate {
  return request => {
    const host = soleHost(request)
    if (host === null) return createAppError('host_invalid')
    if (!isOurs(host.name, options)) return createAppError('host_refused', { host: host.name })
    return originProblem(request, host.authority, { allowed: options.allowed_origins, asked: asks(request) })
  }
}

/**
 * Admits every request where there is no token, else those that show it – in the request, or as `offered` by other
 * means.
 */
export function createTokenCheck (token: string | null): (request: IncomingMessage, offered?: unknown) => boolean {
  const token_hash = token === null ? null : digest(token)
  return (request, offered) => {
    if (token_hash === null) return true
    const shown = typeof offered === 'string' ? offered : tokenOf(request)
    return shown !== undefined && timingSafeEqual(digest(shown), token_hash)
  }
}

const asksOnly = ({ method, headers }: IncomingMessage): boolean =>
  SAFE.has(method ?? '') && headers.upgrade === undefined

/** The one Host header, lower case; `null` when there are several, none, or the request line disagrees. */
function soleHost ({ rawHeaders, url }: IncomingMessage): { authority: string, name: string } | null {
  const hosts = rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]!.toLowerCase() === 'host')
  const authority = hosts[0]?.toLowerCase()
  if (hosts.length !== 1 || authority === undefined || !/^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/.test(authority)) {
    return null
  }
  if (url !== undefined && !url.startsWith('/') && url !== '*') return null
  return { authority, name: authority.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1') }
}

function isOurs (name: string, { allowed_hosts, own_names = [], own_addresses }: Omit<GateOptions, 'token'>): boolean {
  if (['localhost', '::1', ...own_names, ...allowed_hosts].includes(name)) return true
  if (isIP(name) === 0) return false
  return name.startsWith('127.') || own_addresses().includes(name)
}

/** A browser says where a request comes from; a page of another site may read nothing and change nothing here. */
function originProblem (
  request: IncomingMessage, authority: string,
  { allowed, asked }: { allowed: readonly string[], asked: boolean }
): AppError | null {
  const { origin, 'sec-fetch-site': site } = request.headers
  if (origin !== undefined) {
    const ours = origin === `http://${authority}` || origin === `https://${authority}` || allowed.includes(origin)
    return ours ? null : createAppError('origin_refused', { origin })
  }
  if (asked || site === undefined || site === 'same-origin' || site === 'none') return null
  return createAppError('origin_refused', { origin: `a ${String(site)} page` })
}

/** In the Authorization header, as WebSocket subprotocol after `Bearer`, or as `?token=`. */
function tokenOf (request: IncomingMessage): string | undefined {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map(part => part.trim())
  const subprotocol =
    offered.length === 2 && offered.includes('Bearer') ? offered.find(part => part !== 'Bearer') : undefined
  const query = new URLSearchParams((request.url ?? '').split('?', 2)[1] ?? '').get('token') ?? undefined
  return bearer ?? subprotocol ?? query
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

export default fp(async (app: App, { gate }: { gate: Gate }) => {
  declareErrors(app, ({ config }) => config?.open === true ? [400, 403, 421] : [400, 401, 403, 421])
  app.addHook('onRoute', route => {
    if (route.config?.open === true && route.schema !== undefined) route.schema = { ...route.schema, security: [] }
  })
  app.addHook('onRequest', async request => {
    const refusal = gate(request.raw, request.routeOptions.config.open)
    if (refusal !== null) throw refusal
  })
}, { name: 'gate' })
