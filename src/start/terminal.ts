import type { Services } from '../../services/compose/services.ts'
import { banner, farewell } from './banner.ts'
import type { BannerJob } from './banner.ts'
import type { Token } from '../plugins/access.ts'

/** Lines for a person at a terminal. */
export interface Terminal {
  /** Where the server listens; a token that was made for this start. */
  greet: () => string[]
  /** What this server is, what runs and waits, and what is wrong. */
  describe: () => Promise<string[]>
  /** Which trainings go on without the server; `command` starts it again. */
  goodbye: (command: string) => string[]
  /** Names of the trainings that run; null while it is not known yet. */
  running: () => string[] | null
}

interface TerminalDeps {
  services: Pick<Services, 'jobs' | 'system' | 'server' | 'recovery' | 'conditions'>
  url: () => string
  docs_url: string
  token: Token
  /** Variables of the environment that trainers do not get. */
  left_out: readonly string[]
}

export function createTerminal ({ services, url, docs_url, token, left_out }: TerminalDeps): Terminal {
  const { jobs, system, server, recovery, conditions } = services
  const all = (): BannerJob[] => jobs.list({ limit: 500, sort: '-created_at' }).jobs
  const running = (): BannerJob[] | null =>
    recovery.progress() === null ? all().filter(({ status }) => status === 'running' || status === 'paused') : null

  return {
    greet: () => [
      `onetrainer-web-ui listens on ${url()} (API documentation: ${docs_url})`,
      ...(token.token !== null && token.kept !== null
        ? [`Authentication is on. Generated token (${token.kept}): ${token.token}`]
        : [])
    ],
    async describe () {
      const [{ trainer }, queue] = [await system.info(), await jobs.queue()]
      return banner({ ...server, url: url(), trainer, queue, jobs: all(), conditions: conditions.list(), left_out })
    },
    goodbye: command => farewell(running(), { url: url(), command, needs_token: token.token !== null }),
    running: () => running()?.map(({ name }) => name) ?? null
  }
}
