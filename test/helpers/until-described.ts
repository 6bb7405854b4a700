// eslint-disable-next-line no-restricted-imports -- a 503 can only be polled
import { setTimeout } from 'node:timers/promises'

/** Resolves when a server with OneTrainer can answer for its configs, or knows that it cannot. */
export async function untilDescribed (url: string): Promise<void> {
  for (;;) {
    const reply = await fetch(`${url}/api/config/defaults`)
    const body = await reply.json() as { code?: string } // as: a config or an error
    if (body.code !== 'trainer_describing') return
    await setTimeout(20) // eslint-disable-line no-restricted-syntax -- the same
  }
}
