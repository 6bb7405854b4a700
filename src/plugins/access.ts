import { networkInterfaces } from 'node:os'
import { isLoopback } from '../../core/domain/loopback.ts'
import { entriesOf } from '../../core/domain/setting-value.ts'
import { readOrMakeToken } from '../../services/files/access-token.ts'
import type { Settings } from '../settings.ts'
import type { GateOptions } from './gate.ts'

/** The token that callers need; `made_at`: the file it was written to, when it was made just now. */
export interface Token { token: string | null, made_at: string | null }

/** Decides whether a token is needed, and which one. */
export function chooseToken (settings: Settings, state_dir: string, makeSecret: () => string): Token {
  const open = settings.AUTH === 'none' || (settings.AUTH === 'auto' && isLoopback(settings.HOST))
  if (open) return { token: null, made_at: null }
  if (settings.TOKEN !== '') return { token: settings.TOKEN, made_at: null }
  const { token, made, path } = readOrMakeToken(state_dir, makeSecret)
  return { token, made_at: made ? path : null }
}

/** Where requests may come from. */
export function allowedPlaces (settings: Settings): Omit<GateOptions, 'token'> & { allowed_origins: string[] } {
  return {
    allowed_hosts: namesIn(settings.ALLOWED_HOSTS),
    allowed_origins: namesIn(settings.ALLOWED_ORIGINS),
    own_addresses: ownAddresses
  }
}

/** What the terminal shows once the server listens on a port. */
export function greeting (port: number, { token, made_at }: Token, docs_url: string): string[] {
  return [
    `onetrainer-web-ui listens on http://localhost:${port} (API documentation: ${docs_url})`,
    ...(token !== null && made_at !== null
      ? [`Authentication is on. Generated token (stored in ${made_at}): ${token}`]
      : [])
  ]
}

const namesIn = (list: string): string[] => entriesOf(list).map(name => name.toLowerCase())
const ownAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap(addresses => addresses?.map(({ address }) => address) ?? [])
