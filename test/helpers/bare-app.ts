import Fastify from 'fastify'
import type { Test } from 'tap'
import type { App } from '../../src/http.ts'
import errors, { errorOptions } from '../../src/plugins/errors.ts'
import { validation } from '../../src/plugins/validation.ts'

export interface Logged { level: number, err?: { message: string, stack: string }, msg: string }

/** Fastify as the server sets it up, with nothing on it but the errors. What it logs is kept. */
export async function bareApp (
  t: Test,
  register: (app: App) => Promise<void> | void
): Promise<{ app: App, logged: Logged[] }> {
  const logged: Logged[] = []
  const stream = {
    write: (line: string) => {
      logged.push(JSON.parse(line) as Logged)
    }
  } // as: it is what pino writes
  // as: the same with typed schemas
  const app = Fastify({
    logger: { level: 'error', stream }, forceCloseConnections: true, bodyLimit: 64 * 1024,
    ...validation(),
    ...errorOptions()
  }) as unknown as App
  t.teardown(async () => {
    await app.close()
  })
  await app.register(errors)
  await register(app)
  return { app, logged }
}
