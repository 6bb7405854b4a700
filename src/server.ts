import closeWithGrace from 'close-with-grace'
import { AppError } from '../core/domain/app-error.ts'
import { buildApp } from './app.ts'
import { readSettings, SettingsError } from './settings.ts'

/** The process: reads the environment once, listens, stops on a signal. Trainings live on when it ends. */
const settings = readOrExit()
/** What a crash raises. A process that handles them returns into the fault and spins for ever instead of ending. */
const crashes = ['SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSEGV', 'SIGTRAP'] as const
try {
  const { app, services: { recovery, drain }, announce } = await buildApp({
    settings, environment: process.env, crash: crashAt(process.env.OT_CRASH)
  })
  process.on('SIGUSR2', () => {
    // before it has recovered, it is not known what trains
    recovery.done.then(drain.begin).catch(err => { app.log.error({ err }, 'the drain could not begin') })
  })
  void drain.drained.then(() => process.send?.({ drained: true }))
  closeWithGrace(
    {
      delay: 10_000, skip: ['SIGUSR2', ...crashes],
      logger: {
        error: facts => {
          app.log.error(facts)
        }
      }
    },
    async ({ signal, err }) => {
      if (err !== undefined) app.log.error({ err }, 'the server ends because of an error')
      else app.log.info({ signal }, 'the server ends; trainings go on')
      await app.close()
    }
  )
  await app.listen({ host: settings.HOST, port: settings.PORT })
  for (const line of announce()) process.stdout.write(line + '\n')
  process.send?.({ listening: app.server.address() })
  await recovery.begin().catch(unlessClosing)
  if (recovery.progress() === null) process.send?.({ recovered: true })
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException
  const reason =
    code === 'EADDRINUSE' ? `port ${settings.PORT} on ${settings.HOST} is taken; set PORT to another one` : message
  process.stderr.write(`onetrainer-web-ui cannot start: ${reason}\n`)
  // 2: it would fail again until someone changes something
  process.exit(code === 'EADDRINUSE' || code === 'SQLITE_MISSING' ? 2 : 1)
}

/** Crash tests end the process at a named point, as hard as a power switch would. */
function crashAt (name: string | undefined): (point: string) => void {
  return point => { if (point === name) process.kill(process.pid, 'SIGKILL') }
}

/** A server that is stopped while it recovers ends as it should. */
function unlessClosing (error: unknown): void {
  if (!(error instanceof AppError && error.code === 'recovering')) throw error
}

function readOrExit (): ReturnType<typeof readSettings> {
  try {
    return readSettings(process.env)
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    for (const problem of error.problems) process.stderr.write(`onetrainer-web-ui cannot start: ${problem}\n`)
    process.exit(2)
  }
}
