import { timingSafeEqual, createHash } from 'node:crypto'
import { isIP } from 'node:net'
import type { IncomingMessage } from 'node:http'
import fp from 'fastify-plugin'
import { createAppError } from '../domain/app-error.ts'
import type { AppError } from '../domain/app-error.ts'

export interface GateOptions {
  /** Host names that are ours besides loopback names and literal addresses of this machine. */
  allowed_hosts: readonly string[]
  /** Origins that are welcome besides the one the request itself names as Host. */
  allowed_origins: readonly string[]
  /** Addresses of this machine's interfaces. */
  own_addresses: () => readonly string[]
  /** The token callers must show; `null` where none is needed. */
  token: string | null
}

/** Decides on a request before anything else sees it: `null` lets it in. HTTP and upgrades alike pass here. */
export type Gate = (request: IncomingMessage) => AppError | null

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
const OPEN_PATHS = new Set(['/healthz', '/readyz'])

/** Host, then Origin, then token. Hosts are names or parsed addresses, compared whole, never by pattern. */
export function createGate (options: GateOptions): Gate {
  const token_hash = options.token === null ? null : digest(options.token)

  return request => {
    const host = soleHost(request)
    if (host === null) return createAppError('host_invalid')
    if (!isOurs(host.name, options)) return createAppError('host_refused', { host: host.name })
    const origin = originProblem(request, host.authority, options.allowed_origins)
    if (origin !== null) return origin
    const path = (request.url ?? '/').split('?', 1)[0]!
    if (token_hash === null || OPEN_PATHS.has(path) || showsToken(request, token_hash)) return null
    return createAppError('unauthorized')
  }
}

/** The one Host header, lower case; `null` when there are several, none, or the request line disagrees. */
function soleHost ({ rawHeaders, url }: IncomingMessage): { authority: string, name: string } | null {
  const hosts = rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]!.toLowerCase() === 'host')
  const authority = hosts[0]?.toLowerCase()
  if (hosts.length !== 1 || authority === undefined || !/^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/.test(authority)) return null
  if (url !== undefined && !url.startsWith('/') && url !== '*') return null
  return { authority, name: authority.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1') }
}

function isOurs (name: string, { allowed_hosts, own_addresses }: GateOptions): boolean {
  if (name === 'localhost' || name === '::1' || allowed_hosts.includes(name)) return true
  if (isIP(name) === 0) return false
  return name.startsWith('127.') || own_addresses().includes(name)
}

/** A browser says where a request comes from; a page of another site may read nothing and change nothing here. */
function originProblem (request: IncomingMessage, authority: string, allowed: readonly string[]): AppError | null {
  const { origin, upgrade, 'sec-fetch-site': site } = request.headers
  const asked = SAFE.has(request.method ?? '') && upgrade === undefined
  if (origin !== undefined) {
    const ours = origin === `http://${authority}` || origin === `https://${authority}` || allowed.includes(origin)
    return ours ? null : createAppError('origin_refused', { origin })
  }
  if (asked || site === undefined || site === 'same-origin' || site === 'none') return null
  return createAppError('origin_refused', { origin: `a ${String(site)} page` })
}

/** In the Authorization header, as WebSocket subprotocol after `Bearer`, or as `?token=`. */
function showsToken (request: IncomingMessage, token_hash: Buffer): boolean {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map(part => part.trim())
  const subprotocol = offered.length === 2 && offered.includes('Bearer') ? offered.find(part => part !== 'Bearer') : undefined
  const query = new URLSearchParams((request.url ?? '').split('?', 2)[1] ?? '').get('token') ?? undefined
  const shown = bearer ?? subprotocol ?? query
  return shown !== undefined && timingSafeEqual(digest(shown), token_hash)
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

export default fp(async (app, { gate }: { gate: Gate }) => {
  app.addHook('onRequest', async request => {
    const refusal = gate(request.raw)
    if (refusal !== null) throw refusal
  })
}, { name: 'gate' })
