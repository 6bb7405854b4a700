import { jobTitle } from '../../core/domain/job/job-title.ts'
import type { SentCommand } from '../../core/contract/commands.ts'
import type { AttemptSpec, ExitFile, Unwritten } from '../../core/contract/journal.ts'
import { backoff } from '../../core/domain/backoff.ts'
import { timestampNow } from '../../core/domain/clock.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { lostAttempt, shownState } from '../../core/domain/job/unwritten.ts'
import { writeFailure } from '../../core/domain/write-failure.ts'
import { createSerialiser } from '../files/serialise.ts'
import type { AttemptProcesses } from '../../core/processes/run-processes.ts'
import { endFromExitFile, readToEnd } from './catch-up.ts'
import type { RecordEnd } from './catch-up.ts'
import type { Ingest, Position } from './ingest.ts'
import { kill } from './kill.ts'
import { linkOrLaunch } from './link-or-launch.ts'
import { linkToRunner } from './runner-client.ts'
import type { RunnerLink, Sent } from './runner-client.ts'

/** An attempt that is not over, as the server follows it: linked to its runner, reading its journal. */
export interface Attempt {
  /** Sends a command. A kill is carried out even when the runner cannot be reached. Errors: model_being_written. */
  send: (command: SentCommand) => Promise<Sent>
  /** Process id of the runner, while linked. */
  runnerPid: () => number | null
  /**
   * Resolves when a runner answered for the first time, or the attempt is over. Rejects when none could be launched.
   */
  begun: Promise<void>
  /** Resolves once the last event is in the store and no process of the attempt is left. */
  over: Promise<void>
  /** Disconnects from the runner; the training goes on. */
  release: () => Promise<void>
}

interface FollowDeps {
  /** The attempt on the disk, and how far its journal is read. */
  on: { spec: AttemptSpec, attempt_dir: string, position: Position }
  ingest: Ingest
  runner: { launch: (flags: string[]) => Promise<unknown>, processes: AttemptProcesses }
  clock: Clock
  unsent: { list: () => Promise<SentCommand[]>, refuse: (command_id: string, message: string) => Promise<void> }
  exit_file: {
    read: () => Promise<ExitFile | null>
    /** Ends an attempt whose runner could not be launched. */
    writeFailure: (error: unknown) => Promise<void>
    /** Records the end that it holds where the journal lacks it. */
    record: RecordEnd
  }
  onProblem: (problem: string, error: unknown) => void
}

const POLL_MS = 1000
/** A disk that fails now and then is asked again before a segment is given up. */
const MOST_FAILED_READS = 5
const RETRY_MS = [100, 250, 1000, 5000] as const

/**
 * Follows an attempt to its end, whichever process dies on the way. Linked, it reads when the runner notifies it;
 * unlinked, it launches a runner on the folder, which trains, or finalizes the attempt of a runner that died: the
 * folder decides.
 */
export function followAttempt (deps: FollowDeps): Attempt {
  const { on: { spec, attempt_dir, position }, ingest, runner: { launch, processes }, unsent, clock } = deps
  const give_up_at = clock.mono() + spec.limits.start_timeout_ms
  let link: RunnerLink | null = null
  const onLink: Array<(link: RunnerLink) => void> = []
  let backlog: Promise<void> = Promise.resolve()
  let silences = 0
  let failed_launches = 0
  let released = false
  let resolveBegun: () => void = () => undefined
  let rejectBegun: (problem: unknown) => void = () => undefined
  const begun = new Promise<void>((resolve, reject) => { resolveBegun = resolve; rejectBegun = reject })
  begun.catch(() => undefined) // after a restart nobody awaits it
  let finish: () => void = () => undefined
  const over = new Promise<void>(resolve => { finish = resolve })
  // the job may have begun its next attempt
  const isOver = (): boolean => position.ended || position.attempt !== spec.attempt
  const hasNoEvent = (): boolean => position.state.seq < spec.first_seq
  let failed_reads = 0
  const catchUp = shareNext(async () => {
    if (isOver()) return
    failed_reads += 1
    await readToEnd({ position, ingest, attempt_dir, pass_unreadable: failed_reads > MOST_FAILED_READS })
    failed_reads = 0
  })
  const readSoon = (): void => { catchUp().catch(error => { deps.onProblem('reading the journal failed', error) }) }
  const onTick = (unwritten: Unwritten | null): void => {
    ingest.show(position, unwritten)
    readSoon()
  }
  const poll = clock.every(POLL_MS, readSoon)

  const connect = async (): Promise<RunnerLink | null> =>
    await linkToRunner({ path: spec.socket, cookie: spec.cookie, clock, onTick })

  async function follow (): Promise<void> {
    for (let failures = 0; !released && !isOver();) {
      const problem = await stay(failures + 1 >= RETRY_MS.length)
      failures = problem === null ? 0 : failures + 1
      if (failures > 0 && !isOver()) await pause(clock, backoff(RETRY_MS, failures))
    }
    poll.cancel()
    while (!released && !await processes.awaitGone()); // while one is left it may still use its device
    if (position.attempt === spec.attempt) ingest.show(position, null)
    await ingest.flush(position)
  }

  /**
   * One link to the runner, then the rest of the journal. Resolves with null, or with the problem; no failure here ends
   * the following.
   */
  async function stay (last_try: boolean): Promise<Error | null> {
    try {
      const problem = await linkOnce()
      await catchUp()
      if (problem !== null && hasNoEvent()) await afterSilence(problem)
      const { read: readExit, record } = deps.exit_file
      const give_up = last_try && processes.list().length === 0
      await endFromExitFile({ position, spec, catchUp, readExit, record, give_up })
      return problem
    } catch (error) {
      deps.onProblem('events of an attempt could not be stored; trying again', error)
      return asError(error)
    }
  }

  /**
   * Ends a start of which nothing is heard: when several runners in a row could not be launched, or when one is alive
   * and silent for longer than a trainer may take to be ready. That one may still begin, so it is ended first.
   */
  async function afterSilence (problem: Error): Promise<void> {
    const isAlive = processes.list().length > 0
    silences += 1
    failed_launches = isAlive ? 0 : failed_launches + 1
    if (isAlive && silences >= RETRY_MS.length) resolveBegun()
    if (!isAlive && failed_launches < RETRY_MS.length) return
    if (isAlive && (clock.mono() < give_up_at || !await processes.end())) return
    await catchUp()
    if (!hasNoEvent()) return
    await deps.exit_file.writeFailure(problem)
    rejectBegun(problem)
  }

  /** Links to the runner, or launches one, until it hangs up. Resolves with null, or with the problem. */
  async function linkOnce (): Promise<Error | null> {
    try {
      link = await linkOrLaunch({ connect, launch, processes, unsent: unsent.list, clock })
      if (link === null) return new Error('the runner ended as soon as it was launched')
      await stayLinked(link)
      return null
    } catch (error) {
      deps.onProblem('the runner cannot be reached', error)
      showLost(error)
      return asError(error)
    } finally {
      link = null // what it could not write is shown on: the next runner says what became of it
    }
  }

  /** Shows that nothing of the attempt is left, where the disk does not let a runner finalize it. */
  function showLost (error: unknown): void {
    const code = writeFailure(error)?.cause
    if (code === undefined || hasNoEvent() || processes.list().length > 0) return
    ingest.show(position, lostAttempt(position, { code, timestamp: timestampNow(clock) }))
  }

  async function stayLinked (open: RunnerLink): Promise<void> {
    for (const act of onLink.splice(0)) act(open)
    ingest.show(position, open.hello.unwritten ?? null)
    failed_launches = 0
    backlog = sendUnsent(open)
    // The first events are read before the attempt counts as begun, so that a start is answered with its status.
    await Promise.all([backlog, catchUp().then(resolveBegun)])
    await open.closed
  }

  async function sendUnsent (open: RunnerLink): Promise<void> {
    for (const command of await unsent.list()) {
      const reply = await open.send(command)
      if (reply.op === 'refused' && reply.code === 'writing') await unsent.refuse(command.id, reply.message)
    }
  }

  async function nextLink (): Promise<RunnerLink> {
    return link ?? await new Promise(resolve => { onLink.push(resolve) })
  }

  async function sendInOrder (command: SentCommand): Promise<Sent> {
    const open = link
    if (open === null) return null
    // Unsent commands go first: a stop must not overtake a backup that was asked for before it.
    const reply = await backlog.then(async () => await open.send(command))
      .catch(error => { deps.onProblem('a command could not be sent to the runner', error); return null })
    return reply === null ? null : { outcome: reply.op === 'accepted' ? 'accepted' : 'ended' }
  }

  async function killNow (command: SentCommand): Promise<Sent> {
    const ask = async (asked: SentCommand) => await (await nextLink()).send(asked)
    return await kill({
      job: () => jobTitle(position.state), ask, processes, phase: () => shownState(position).phase, clock
    }, command)
  }

  follow()
    .catch(error => {
      deps.onProblem('following the attempt failed', error)
    })
    .finally(() => {
      resolveBegun()
      finish()
    })

  return {
    begun,
    over,
    runnerPid: () => link?.hello.runner.pid ?? null,
    send: async command => await (command.command === 'kill' ? killNow(command) : sendInOrder(command)),
    async release () {
      released = true
      poll.cancel()
      link?.close()
      await ingest.flush(position)
    }
  }
}

/** Calls that come before a run has begun share it: everything that happened before a call is in the run it gets. */
function shareNext (act: () => Promise<void>): () => Promise<void> {
  const serialise = createSerialiser()
  let next: Promise<void> | null = null
  return () => {
    next ??= serialise(async () => {
      next = null
      await act()
    })
    return next
  }
}

const asError = (error: unknown): Error => error instanceof Error ? error : new Error(String(error))
const pause = async (clock: Clock, ms: number): Promise<void> => {
  await new Promise<void>(resolve => {
    clock.after(ms, resolve)
  })
}
