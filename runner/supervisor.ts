import type { BridgeLine, BridgeLineOf } from '../core/contract/bridge.ts'
import type { CommandName } from '../core/contract/commands.ts'
import type { AttemptSpec, ProcessIdentity } from '../core/contract/journal.ts'
import type { Exit, Phase } from '../core/contract/values.ts'
import type { Clock } from '../core/domain/clock.ts'
import type { Ending } from '../core/domain/job/ending.ts'
import { nameEnding } from '../core/domain/job/ending.ts'
import type { StopStep } from '../core/domain/job/stop-ladder.ts'
import { mustNotBeDisturbed, rungMessages } from '../core/domain/job/stop-ladder.ts'
import type { Draft } from '../core/domain/job/translate.ts'
import { statusDraft, translate, warningDraft } from '../core/domain/job/translate.ts'
import type { Alert } from '../core/domain/job/watchdog.ts'
import type { Decoded } from './bridge-lines.ts'
import { createBridgeReader } from './bridge-reader.ts'
import { createCommandTracker } from './command-tracker.ts'
import type { Crash } from './crash.ts'
import type { Journal } from './journal.ts'
import { finalStatus } from './exit-record.ts'
import { createOutputLog } from './output-log.ts'
import type { Proc } from './proc.ts'
import type { ProcessTree } from './process-tree.ts'
import type { RawLog } from './raw-log.ts'
import { SPOOL_CODE } from './journal-scan.ts'
import { hasUnsentLines, readUnsentLines } from './unsent-lines.ts'
import { createStopSequence } from './stop-sequence.ts'
import type { TrainerExit, TrainerProcess, startTrainer } from './trainer-process.ts'
import { createWatchdogs } from './watchdogs.ts'

/** The policy of one attempt: from the start of its trainer to its last event. */
export interface Supervisor {
  onCommand: (id: string, command: CommandName, args: Record<string, unknown>) => 'accepted' | 'duplicate' | 'ended'
  trainer: () => ProcessIdentity | null
  /** Resolves when the last event is journaled and durable. */
  ended: Promise<{ ending: Ending, exit: Exit }>
}

interface SupervisorDeps {
  folder: string
  spec: AttemptSpec
  journal: Journal
  raw: RawLog
  clock: Clock
  proc: Proc
  tree: ProcessTree
  decode: (bytes: Buffer, cut_bytes: number) => Decoded
  start: typeof startTrainer
  crash: Crash
  /** The trainer is there: write down who it is. */
  onTrainer: (trainer: ProcessIdentity) => void
}

const SIGUSR1 = 10
const RSS_EVERY_MS = 5000
const alertMessages: Record<Alert, string> = {
  unresponsive: 'The trainer process has not been heard for a while; it may be busy or hanging',
  stalled: 'Training has not made a step for a while',
  recovered: 'The trainer goes on'
}

/** Starts the trainer of an attempt and stays with it until nothing of it is left. */
export function supervise ({ folder, spec, journal, raw, clock, proc, tree, decode, start, crash, onTrainer }: SupervisorDeps): Supervisor {
  const { limits } = spec
  const { append, commit } = journal
  const seen = { phase: 'loading' as Phase, ready: false, paused: false, start_timed_out: false, end: null as BridgeLineOf<'end'> | null, peak: null as number | null } // as: they change later
  let requested_by: string | null = null
  let trainer: ProcessIdentity | null = null
  let child: TrainerProcess | null = null
  let over = false

  const say = (...drafts: Draft[]): void => { for (const draft of drafts) append(draft); commit() }
  const noteRss = (bytes: number | null): void => { if (bytes !== null) seen.peak = Math.max(seen.peak ?? 0, bytes) }
  const desk = createCommandTracker({ append, commit, send: line => child?.tell(line) ?? false, crash })
  const output = createOutputLog({ raw, limits, clock, append })
  const reader = createBridgeReader({ line_bytes: limits.line_bytes, decode, clock, append, onLine })
  const descent = createStopSequence({ limits, clock, phase: () => seen.phase, act })
  const watchdogs = createWatchdogs({ limits, clock, run: () => seen, onAlert })
  const oomBefore = proc.oomKills() ?? 0

  function onLine (line: BridgeLine): void {
    const from = seen.phase
    switch (line.type) {
      case 'ready': seen.ready = true; startTimer.cancel(); watchdogs.begin(); break
      case 'status': seen.phase = line.phase; seen.paused = line.paused; break
      case 'heartbeat': noteRss(line.rss_bytes); break
      case 'end': seen.end = line; break
    }
    for (const draft of translate(line, { pid: child?.pid ?? 0, phase: seen.phase, ready: seen.ready, stopping: descent.begun(), asked: desk.asked })) append(draft)
    if (line.type === 'command') desk.onTrainerReply(line)
    watchdogs.heard(line)
    if (seen.phase !== from) descent.phaseChanged(from)
  }

  function onAlert (alert: Alert): void {
    say(warningDraft(alert, alertMessages[alert], { phase: seen.phase }))
    if (alert === 'stalled') dumpStacks()
  }

  /** The stacks of all threads go to stderr, and so to the log. Without a handler the signal would end the process. */
  function dumpStacks (): boolean {
    const able = trainer !== null && proc.handles(trainer.pid, SIGUSR1)
    if (trainer !== null && able) tree.signal(trainer, 'SIGUSR1')
    return able
  }

  function act (rung: Exclude<StopStep, 'ask'>): void {
    say(statusDraft('stopping', seen.phase, rungMessages[rung]))
    if (trainer === null) return
    if (rung === 'interrupt') tree.signal(trainer, 'SIGINT')
    else if (rung === 'terminate') tree.signalGroup(trainer, 'SIGTERM')
    else void tree.killAll(trainer)
  }

  function stop (id: string, force: boolean): void {
    requested_by ??= id
    if (!descent.begun()) {
      const waits = mustNotBeDisturbed(seen.phase) && !force ? `; it is ${seen.phase} and is left to finish that` : ''
      say(statusDraft('stopping', seen.phase, rungMessages.ask + waits))
    }
    descent.ask(force)
  }

  function onCommand (id: string, command: CommandName, args: Record<string, unknown>): 'accepted' | 'duplicate' | 'ended' {
    if (over) return 'ended'
    const taken = desk.accept(id, command, args)
    if (taken === 'accepted' && command === 'stop') stop(id, args['force'] === true)
    if (taken === 'accepted' && command === 'stack_dump') {
      if (dumpStacks()) desk.end(id, 'done', 'The stacks of all threads are in the log')
      else desk.end(id, 'failed', 'The trainer is not up yet, or cannot say where it is')
    }
    if (taken === 'accepted' && command === 'pause' && args['mode'] === 'release') requested_by ??= id
    return taken
  }

  /** What the trainer could not say on descriptor 3, because it was not read fast enough. */
  function takeSpool (): void {
    if (!hasUnsentLines(folder)) return
    say(warningDraft(SPOOL_CODE, 'Some lines of the trainer came by way of a file, because they were not read fast enough'))
    const { rejected } = readUnsentLines(folder, decode, onLine)
    if (rejected > 0) append(warningDraft('bridge_line_rejected', `${rejected} line(s) of the trainer's spool could not be used`, { count: rejected }))
    commit()
  }

  async function onExit (exit: TrainerExit): Promise<{ ending: Ending, exit: Exit }> {
    over = true
    crash('after-exit')
    startTimer.cancel()
    watchdogs.end()
    rssTimer.cancel()
    reader.end()
    descent.end()
    output.end()
    commit()
    const leftovers = await tree.killAll(trainer)
    takeSpool()
    const signalled = descent.signalled()
    const stop_requested = descent.begun() && !seen.start_timed_out
    const ending = nameEnding({ ...exit, ...seen, stop_requested, signalled, stderr_tail: output.stderrTail(), oom_kills: (proc.oomKills() ?? 0) - oomBefore })
    desk.endOpen(({ command, args }) => command === 'stop' || (command === 'pause' && args['mode'] === 'release' && ending.reason === 'released'))
    if (leftovers > 0) append({ type: 'log', level: 'info', message: `${leftovers} left-over process(es) of the run ended`, source: 'runner' })
    if (raw.lostBytes() > 0) append(warningDraft('output_lost', `${raw.lostBytes()} bytes of output.log could not be written`, { bytes: raw.lostBytes() }))
    if (ending.unconfirmed) append(warningDraft('unconfirmed', 'The trainer exited with code 0 but never said how it went', { code: exit.code }))
    journal.sayGaps()
    crash('before-final-status')
    const summary: Exit = { code: exit.code, signal: exit.signal, forced: signalled && seen.end === null, requested_by, leftovers, peak_rss_bytes: seen.peak }
    say(finalStatus(ending, seen.phase, summary))
    await new Promise<void>(resolve => { journal.whenSettled(resolve) })
    crash('after-final-status')
    return { ending, exit: summary }
  }

  say(statusDraft('starting', 'loading', `Starting ${spec.trainer}`))
  crash('after-starting')
  const startTimer = clock.after(limits.start_timeout_ms, () => {
    seen.start_timed_out = true
    say(warningDraft('start_timeout', 'The trainer was not ready in time', { start_timeout_ms: limits.start_timeout_ms }))
    descent.ask(true)
  })
  const rssTimer = clock.every(RSS_EVERY_MS, () => { if (trainer !== null) noteRss(proc.peakRss(trainer.pid)) })
  const ended = new Promise<{ ending: Ending, exit: Exit }>((resolve, reject) => {
    child = start(spec, {
      onBridge (chunk) { reader.push(chunk); commit() },
      onOutput (source, chunk) { output.push(source, chunk); commit() },
      onExit (exit) { onExit(exit).then(resolve, reject) }
    })
    if (child.pid === 0) return
    crash('after-spawn')
    proc.preferForOom(child.pid)
    trainer = tree.identify(child.pid)
    onTrainer(trainer)
    crash('after-trainer-json')
  })
  return { onCommand, trainer: () => trainer, ended }
}
