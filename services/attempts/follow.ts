import type { SentCommand } from '../../core/contract/commands.ts'
import type { AttemptSpec, ExitFile, JournalEvent } from '../../core/contract/journal.ts'
import { backoff } from '../../core/domain/backoff.ts'
import type { Clock } from '../../core/domain/clock.ts'
import type { Ingest, Position } from './ingest.ts'
import { readJournal } from './journal-reader.ts'
import type { JournalRead } from './journal-reader.ts'
import type { Launch } from './launcher.ts'
import { linkToRunner } from './runner-client.ts'
import type { RunnerLink } from './runner-client.ts'

/** What the server holds of an attempt that is not over: the link to its runner, and the reading of its journal. */
export interface Attempt {
  /** Passes a command on; `null` when the runner cannot be reached now. Unsent commands are sent again on every link. */
  send: (command: SentCommand) => Promise<'accepted' | 'ended' | null>
  /** Process id of the runner, while linked. */
  runnerPid: () => number | null
  /** Resolves when a runner answered for the first time, or it is over already. Rejects when no runner could be launched. */
  begun: Promise<void>
  /** Resolves once the last event is in the store. */
  over: Promise<void>
  /** Lets go of the runner; the training goes on. */
  release: () => Promise<void>
}

interface FollowDeps {
  position: Position
  spec: AttemptSpec
  attempt_dir: string
  ingest: Ingest
  launch: Launch
  clock: Clock
  unsent: () => Promise<SentCommand[]>
  readExit: () => Promise<ExitFile | null>
  /** Closes the books of an attempt that never came to life. */
  giveUp: (error: unknown) => Promise<void>
  onProblem: (problem: string, error: unknown) => void
}

const POLL_MS = 1000
const RETRY_MS = [100, 250, 1000, 5000] as const

/**
 * Follows an attempt to its end, whatever dies on the way. Linked, the runner's doorbell says when to read; unlinked, a
 * runner is launched on the folder, which trains, or finishes the books of one that died: the folder decides.
 */
export function followAttempt (deps: FollowDeps): Attempt {
  const { position, ingest, clock, spec } = deps
  let link: RunnerLink | null = null
  let backlog: Promise<void> = Promise.resolve()
  let released = false
  let welcome: () => void = () => undefined
  let refuse: (problem: unknown) => void = () => undefined
  const begun = new Promise<void>((resolve, reject) => { welcome = resolve; refuse = reject })
  begun.catch(() => undefined) // after a restart nobody waits for it
  let finish: () => void = () => undefined
  const over = new Promise<void>(resolve => { finish = resolve })
  const isOver = (): boolean => position.ended || position.attempt !== spec.attempt // the job may have begun its next attempt
  const catchUp = oneAtATime(async () => { if (!isOver()) await readToEnd(deps) })
  const readSoon = (): void => { catchUp().catch(error => { deps.onProblem('reading the journal failed', error) }) }
  const poll = clock.every(POLL_MS, readSoon)

  const connect = async (): Promise<RunnerLink | null> =>
    await linkToRunner({ path: deps.spec.socket, cookie: deps.spec.cookie, clock, onTick: readSoon })

  async function launchAndConnect (): Promise<RunnerLink | null> {
    await deps.launch(deps.attempt_dir)
    return await connect()
  }

  async function follow (): Promise<void> {
    for (let failures = 0; !released && !isOver();) {
      const problem = await stay(failures + 1 >= RETRY_MS.length)
      failures = problem === null ? 0 : failures + 1
      if (failures > 0 && !isOver()) await pause(clock, backoff(RETRY_MS, failures))
    }
    poll.cancel()
    await ingest.flush(position)
  }

  /** One link to the runner, and what there is to read after it: null, or what was in the way. Nothing that fails here ends the following. */
  async function stay (lastTry: boolean): Promise<Error | null> {
    try {
      const problem = await linkOnce()
      await catchUp()
      if (problem !== null && lastTry && position.state.seq < spec.first_seq) {
        await deps.giveUp(problem)
        refuse(problem)
      }
      await endFromExitFile(deps)
      return problem
    } catch (error) {
      deps.onProblem('what an attempt says could not be taken in; it is tried again', error)
      return asError(error)
    }
  }

  /** Links to the runner, or launches one, and stays until it hangs up: null. Else what was in the way. */
  async function linkOnce (): Promise<Error | null> {
    try {
      link = await connect() ?? await launchAndConnect()
      if (link === null) return new Error('the runner ended as soon as it was launched')
      await stayLinked(link)
      return null
    } catch (error) {
      deps.onProblem('the runner cannot be reached', error)
      return asError(error)
    } finally {
      link = null
    }
  }

  async function stayLinked (open: RunnerLink): Promise<void> {
    backlog = sendUnsent(open)
    // Whoever started it finds it started: the first events are read before it counts as begun.
    await Promise.all([backlog, catchUp().then(welcome)])
    await open.closed
  }

  async function sendUnsent (open: RunnerLink): Promise<void> {
    for (const command of await deps.unsent()) await open.send(command)
  }

  follow().catch(error => { deps.onProblem('following the attempt failed', error) }).finally(() => { welcome(); finish() })

  return {
    begun,
    over,
    runnerPid: () => link?.hello.runner.pid ?? null,
    async send (command) {
      const open = link
      if (open === null) return null
      // What was kept while nobody listened goes first: a stop must not overtake the backup that was asked for before it.
      const reply = await backlog.then(async () => await open.send(command)).catch(error => { deps.onProblem('a command could not be passed on', error); return null })
      return reply === null ? null : reply.op === 'accepted' ? 'accepted' : 'ended'
    },
    async release () {
      released = true
      poll.cancel()
      link?.close()
      await ingest.flush(position)
    }
  }
}

/** Reads and takes until nothing is left. A line cut short stays where it is. */
export async function readToEnd ({ position, ingest, attempt_dir }: Pick<FollowDeps, 'position' | 'ingest' | 'attempt_dir'>): Promise<void> {
  const { attempt } = position
  for (let more = true; more && !position.ended && position.attempt === attempt;) {
    const read: JournalRead = readJournal(attempt_dir, position.cursor)
    more = read.more
    if (more) await ingest.accept(position, read)
  }
}

/** The books are closed but the journal does not say so: its end was lost, so the exit file speaks. */
export async function endFromExitFile (deps: Pick<FollowDeps, 'position' | 'ingest' | 'readExit' | 'attempt_dir' | 'spec'>): Promise<void> {
  const { position, ingest, spec } = deps
  const file = position.ended ? null : await deps.readExit()
  if (file === null || position.attempt !== spec.attempt) return
  await readToEnd(deps) // the runner writes the journal's end first: what we had read may be older than the file
  if (position.ended || position.attempt !== spec.attempt) return
  const { status, reason, error, exit, ended_at: timestamp } = file
  const event: JournalEvent = {
    v: file.v,
    seq: position.state.seq + 1,
    timestamp,
    elapsed_ms: Math.round(position.state.elapsed_seconds * 1000),
    type: 'training_status',
    status,
    phase: 'unknown',
    message: 'The end was read from exit.json; the journal lacks it',
    error,
    reason,
    exit,
    traceback: null
  }
  await ingest.accept(position, { lines: [{ event, line: JSON.stringify(event) }], cursor: position.cursor, more: false })
}

/** Calls that come while one is at work share the next one, so that nothing that happened before a call is missed. */
function oneAtATime (act: () => Promise<void>): () => Promise<void> {
  let working: Promise<void> | null = null
  let next: Promise<void> | null = null
  const run = (): Promise<void> => {
    working = act().finally(() => { working = null })
    return working
  }
  return () => {
    if (working === null) return run()
    next ??= working.then(() => undefined, () => undefined).then(() => { next = null; return run() })
    return next
  }
}

const asError = (error: unknown): Error => error instanceof Error ? error : new Error(String(error))
const pause = async (clock: Clock, ms: number): Promise<void> => { await new Promise<void>(resolve => { clock.after(ms, resolve) }) }
