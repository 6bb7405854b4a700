import { hostname, networkInterfaces } from 'node:os'
import { isLoopback } from '../../core/domain/loopback.ts'
import { entriesOf } from '../../core/domain/setting-value.ts'
import { readOrReplaceToken } from '../../services/files/access-token.ts'
import type { Settings } from '../settings.ts'
import type { GateOptions } from './gate.ts'

/** The token that callers need; `kept`: where it is, when it was made just now, as in "stored in <file>". */
export interface Token { token: string | null, kept: string | null }

/** Decides whether a token is needed, and which one. */
export async function chooseToken (
  settings: Settings, state_dir: string, makeSecret: () => string, report: (message: string) => void
): Promise<Token> {
  const open = settings.AUTH === 'none' || (settings.AUTH === 'auto' && isLoopback(settings.HOST))
  if (open) return { token: null, kept: null }
  if (settings.TOKEN !== '') return { token: settings.TOKEN, kept: null }
  const { token, made, path } = await readOrReplaceToken(state_dir, makeSecret, report)
  const kept = path === null ? 'for this start only' : `stored in ${path}`
  return { token, kept: made ? kept : null }
}

/** Where requests may come from. */
export function allowedPlaces (settings: Settings): Omit<GateOptions, 'token'> & { allowed_origins: string[] } {
  return {
    allowed_hosts: namesIn(settings.ALLOWED_HOSTS),
    allowed_origins: namesIn(settings.ALLOWED_ORIGINS),
    own_names: ownNames(hostname().toLowerCase()),
    own_addresses: ownAddresses
  }
}

const local = new Set(['127.0.0.1', '0.0.0.0', '::'])

/** Where a browser on this machine finds the server. */
export function ownUrl (host: string, port: number): string {
  const name = local.has(host) ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

const namesIn = (list: string): string[] => entriesOf(list).map(name => name.toLowerCase())
/** The machine's name, as it is, without its domain, and as the local network knows it. */
function ownNames (name: string): string[] {
  const [short = name] = name.split('.', 1)
  return [name, short, `${short}.local`]
}

const ownAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap(addresses => addresses?.map(({ address }) => address) ?? [])
