import closeWithGrace from 'close-with-grace'
import { AppError, asAppError } from '../core/domain/app-error.ts'
import { writeFailure } from '../core/domain/write-failure.ts'
import { buildApp } from './app.ts'
import type { BuiltApp } from './app.ts'
import { commandOf, usage } from './start/command-line.ts'
import { readStartOptions } from './start/options.ts'
import { createServing } from './start/serving.ts'

/** The process: reads its settings once, listens, recovers, stops on a signal. Trainings live on when it ends. */
const options = await readStartOptions(process.argv.slice(2), process.env)
if (options.kind === 'help') {
  print([usage(ownCommand)])
  process.exit(0)
}
if (options.kind === 'refused') refuse(options.problems)
const { settings, environment } = options
const is_terminal = process.stdout.isTTY
/** What a crash raises. A process that handles them returns into the fault and spins for ever instead of ending. */
const crashes = ['SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSEGV', 'SIGTRAP'] as const
const host = settings.HOST === 'localhost' ? '127.0.0.1' : settings.HOST
try {
  const serving = await createServing({
    build: async restart => await buildApp({
      settings, environment, restart, log: { is_terminal }, crash: crashAt(process.env.OT_CRASH)
    }),
    async listen (built, port) {
      await listen(built, port)
      built.app.log.info('the server has started anew')
    },
    recover,
    onFailure: refuseStart
  })
  process.on('SIGUSR2', () => { void serving.current().then(drain) })
  const built = await serving.current()
  closeWithGrace(
    {
      delay: 10_000, skip: ['SIGUSR2', ...crashes],
      logger: {
        error: facts => {
          built.app.log.error(facts)
        }
      }
    },
    async ({ signal, err }) => {
      const built = await serving.current()
      sayGoodbye(built, signal, err)
      await built.app.close()
    }
  )
  await listen(built, settings.PORT)
  print(built.terminal.greet())
  await recover(built)
  if (is_terminal && built.services.recovery.progress() === null) print(await built.terminal.describe())
} catch (error) {
  refuseStart(error)
}

async function listen ({ app }: BuiltApp, port: number): Promise<void> {
  await app.listen({ host, port })
  process.send?.({ listening: app.server.address() })
}

/** Takes up what an earlier server left. */
async function recover ({ services: { recovery, drain } }: BuiltApp): Promise<void> {
  void drain.drained.then(() => process.send?.({ drained: true }))
  await recovery.begin().catch(unlessClosing)
  if (recovery.progress() === null) process.send?.({ recovered: true })
}

async function drain ({ app, services: { recovery, drain } }: BuiltApp): Promise<void> {
  try {
    await recovery.done // before it has recovered, it is not known what trains
    await drain.begin()
  } catch (err) {
    app.log.error({ err }, 'the drain could not begin')
  }
}

function refuseStart (error: unknown): never {
  const { code, message } = error as NodeJS.ErrnoException
  const reason =
    code === 'EADDRINUSE'
      ? `port ${settings.PORT} on ${settings.HOST} is taken; set PORT to another one`
      : writeFailure(error)?.what === 'disk' ? `${asAppError(error).message} (${message})` : message
  // 2: it would fail again until someone changes something
  refuse([reason], code === 'EADDRINUSE' || code === 'SQLITE_MISSING' ? 2 : 1)
}

/** Crash tests end the process at a named point, as hard as a power switch would. */
function crashAt (name: string | undefined): (point: string) => void {
  return point => { if (point === name) process.kill(process.pid, 'SIGKILL') }
}

/** A server that is stopped while it recovers ends as it should. */
function unlessClosing (error: unknown): void {
  if (!(error instanceof AppError && error.code === 'recovering')) throw error
}

function sayGoodbye ({ app, terminal }: BuiltApp, signal: string | undefined, err: Error | undefined): void {
  if (err !== undefined) app.log.error({ err }, 'the server ends because of an error')
  else app.log.info({ signal, running: terminal.running() }, 'the server ends; trainings go on')
  if (is_terminal && signal === 'SIGINT') print(terminal.goodbye(ownCommand(process.argv.slice(2))))
}

function ownCommand (args: readonly string[]): string {
  return commandOf(process.argv[1] ?? '', args, process.env.npm_lifecycle_event)
}

function print (lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(line + '\n')
}

function refuse (problems: readonly string[], code = 2): never {
  for (const problem of problems) process.stderr.write(`onetrainer-web-ui cannot start: ${problem}\n`)
  process.exit(code)
}
