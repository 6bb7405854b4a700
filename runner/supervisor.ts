import type { BridgeLine, BridgeLineOf } from '../core/contract/bridge.ts'
import type { CommandName } from '../core/contract/commands.ts'
import type { AttemptSpec, ProcessIdentity } from '../core/contract/journal.ts'
import type { Exit, Phase } from '../core/contract/values.ts'
import type { Clock } from '../core/domain/clock.ts'
import type { Ending } from '../core/domain/job/ending.ts'
import { nameEnding } from '../core/domain/job/ending.ts'
import type { StopStep } from '../core/domain/job/stop-ladder.ts'
import { killMessage, mustNotBeDisturbed, stepMessages } from '../core/domain/job/stop-ladder.ts'
import type { Draft } from '../core/domain/job/translate.ts'
import { rejectedDraft, statusDraft, translate, warningDraft } from '../core/domain/job/translate.ts'
import type { Alert } from '../core/domain/job/watchdog.ts'
import type { Decoded } from './bridge-lines.ts'
import { createBridgeReader } from './bridge-reader.ts'
import { createCommandTracker } from './command-tracker.ts'
import type { CommandAnswer } from './control-server.ts'
import type { Crash } from './crash-points.ts'
import type { Journal } from './journal.ts'
import { finalStatus } from './exit-record.ts'
import { createOutputLog } from './output-log.ts'
import type { RawLog } from './raw-log.ts'
import { UNSENT_CODE } from './journal-scan.ts'
import { createTrainerSignals } from './trainer-signals.ts'
import type { RunProcesses } from './trainer-signals.ts'
import type { UnsentLines } from './unsent-lines.ts'
import { createStopSequence } from './stop-sequence.ts'
import type { TrainerExit, TrainerProcess, startTrainer } from './trainer-process.ts'
import { createWatchdogs } from './watchdogs.ts'

/** The policy of one attempt: from the start of its trainer to its last event. */
export interface Supervisor {
  onCommand: (id: string, command: CommandName, args: Record<string, unknown>) => CommandAnswer
  trainer: () => ProcessIdentity | null
  /** Resolves when the last event is journaled and durable. */
  ended: Promise<{ ending: Ending, exit: Exit }>
}

/** What is known of the run so far. */
interface Seen {
  phase: Phase
  ready: boolean
  paused: boolean
  start_timed_out: boolean
  end: BridgeLineOf<'end'> | null
  peak: number | null
}

interface SupervisorDeps {
  spec: AttemptSpec
  journal: Journal
  clock: Clock
  processes: RunProcesses
  bridge: { decode: (bytes: Buffer, cut_bytes: number) => Decoded, unsent: UnsentLines }
  trainer: {
    start: typeof startTrainer
    /** Its output as it came. */
    raw: RawLog
    /** Records its identity, as soon as it has one. */
    onStarted: (identity: ProcessIdentity) => void
  }
  crash: Crash
}

const RSS_EVERY_MS = 5000
const alertMessages: Record<Alert, string> = {
  unresponsive: 'The trainer process has not responded for a while; it may be busy or hanging',
  stalled: 'Training has not made a step for a while',
  recovered: 'The trainer responds again'
}

/** Starts the trainer of an attempt and supervises it until none of its processes is left. */
export function supervise ({
  spec, journal, clock, processes, bridge, trainer: host, crash
}: SupervisorDeps): Supervisor {
  const { limits } = spec
  const { append, commit } = journal
  const { proc, tree } = processes
  const seen: Seen = { phase: 'loading', ready: false, paused: false, start_timed_out: false, end: null, peak: null }
  let requested_by: string | null = null
  let trainer: ProcessIdentity | null = null
  let child: TrainerProcess | null = null
  let over = false

  const record = (draft: Draft): void => {
    append(draft)
    commit()
  }
  const recordRss = (bytes: number | null): void => {
    if (bytes !== null) seen.peak = Math.max(seen.peak ?? 0, bytes)
  }
  const commands = createCommandTracker({ append, commit, send: line => child?.send(line) ?? false, crash })
  const signals = createTrainerSignals(processes, () => trainer)
  const output = createOutputLog({ raw: host.raw, limits, clock, append })
  const reader = createBridgeReader({ line_bytes: limits.line_bytes, decode: bridge.decode, clock, append, onLine })
  const stopping = createStopSequence({ limits, clock, phase: () => seen.phase, act })
  const watchdogs = createWatchdogs({ limits, clock, run: () => seen, onAlert })
  const oomBefore = proc.oomKills() ?? 0

  function onLine (line: BridgeLine): void {
    const from = seen.phase
    switch (line.type) {
      case 'ready':
        seen.ready = true
        startTimer.cancel()
        watchdogs.begin()
        break
      case 'status':
        seen.phase = line.phase
        seen.paused = line.paused
        break
      case 'heartbeat':
        recordRss(line.rss_bytes)
        break
      case 'end':
        seen.end = line
        break
    }
    const run = {
      pid: child?.pid ?? 0, phase: seen.phase, ready: seen.ready, stopping: stopping.begun(), asked: commands.asked
    }
    for (const draft of translate(line, run)) append(draft)
    if (line.type === 'command') commands.onTrainerReply(line)
    watchdogs.observe(line)
    if (seen.phase !== from) stopping.phaseChanged(from)
  }

  function onAlert (alert: Alert): void {
    record(warningDraft(alert, alertMessages[alert], { phase: seen.phase }))
    if (alert === 'stalled') signals.dumpStacks()
  }

  function act (step: Exclude<StopStep, 'ask'>): void {
    record(statusDraft('stopping', seen.phase, stepMessages[step]))
    signals.send(step)
  }

  function stop (id: string, force: boolean): void {
    requested_by ??= id
    if (!stopping.begun()) {
      const waits = mustNotBeDisturbed(seen.phase) && !force ? `; it is ${seen.phase} and finishes that first` : ''
      record(statusDraft('stopping', seen.phase, stepMessages.ask + waits))
    }
    stopping.request(force)
  }

  /** The signal goes out before the status is written: a slow disk does not delay it. */
  function kill (id: string): void {
    requested_by ??= id
    stopping.kill()
    signals.send('kill')
    record(statusDraft('stopping', seen.phase, killMessage(seen.phase)))
  }

  function onCommand (id: string, command: CommandName, args: Record<string, unknown>): CommandAnswer {
    if (over) return 'ended'
    const isNew = commands.asked(id) === undefined
    if (isNew && command === 'kill' && args['force'] !== true && mustNotBeDisturbed(seen.phase)) return 'writing'
    const answer = commands.accept(id, command, args)
    if (answer === 'accepted') execute(id, command, args)
    return answer
  }

  /** Does what the runner itself has to do for a command; the trainer has it already. */
  function execute (id: string, command: CommandName, args: Record<string, unknown>): void {
    if (command === 'kill') kill(id)
    if (command === 'stop') stop(id, args['force'] === true)
    if (command === 'stack_dump') {
      if (signals.dumpStacks()) commands.end(id, 'done', 'The stacks of all threads are in the log')
      else commands.end(id, 'failed', 'The trainer is not ready, or cannot print its stacks')
    }
    if (command === 'pause' && args['mode'] === 'release') requested_by ??= id
  }

  function readUnsent (): void {
    if (!bridge.unsent.exist()) return
    record(
      warningDraft(
        UNSENT_CODE,
        'Some lines of the trainer were read from a file, because descriptor 3 was not read fast enough'
      )
    )
    const rejected = bridge.unsent.read(onLine)
    if (rejected > 0) append(rejectedDraft(rejected))
    commit()
  }

  async function onExit (exit: TrainerExit): Promise<{ ending: Ending, exit: Exit }> {
    over = true
    crash('after-exit')
    startTimer.cancel()
    watchdogs.end()
    rssTimer.cancel()
    reader.end()
    stopping.end()
    output.end()
    commit()
    const leftovers = await tree.killAll(trainer)
    readUnsent()
    const signalled = stopping.signalled()
    const stop_requested = stopping.begun() && !seen.start_timed_out
    const oom_kills = (proc.oomKills() ?? 0) - oomBefore
    const ending = nameEnding({
      ...exit,
      ...seen,
      stop_requested,
      signalled,
      stderr_tail: output.stderrTail(),
      oom_kills
    })
    const released = ending.reason === 'released'
    commands.endOpen(({ command, args }) =>
      command === 'stop' || command === 'kill' || (command === 'pause' && args['mode'] === 'release' && released))
    reportRemains(leftovers)
    if (ending.unconfirmed) {
      append(
        warningDraft('unconfirmed', 'The trainer exited with code 0 but did not report how it ended', {
          code: exit.code
        })
      )
    }
    journal.reportGaps()
    crash('before-final-status')
    const { peak: peak_rss_bytes, end } = seen
    const summary: Exit = {
      code: exit.code, signal: exit.signal, forced: signalled && end === null, requested_by, leftovers, peak_rss_bytes
    }
    record(finalStatus(ending, summary))
    await new Promise<void>(resolve => {
      journal.whenWritten(resolve)
    })
    crash('after-final-status')
    return { ending, exit: summary }
  }

  function reportRemains (leftovers: number): void {
    const [lost, replaced] = [host.raw.lostBytes(), host.raw.replacedBytes()]
    const logLine = (message: string): void => { append({ type: 'log', level: 'info', message, source: 'runner' }) }
    if (leftovers > 0) logLine(`${leftovers} left-over process(es) of the run were ended`)
    if (replaced > 0) logLine(`${replaced} bytes of output were dropped: output.log.1 and output.log hold the newest`)
    if (lost > 0) {
      append(warningDraft('output_lost', `${lost} bytes of output.log could not be written`, { bytes: lost }))
    }
  }

  record(statusDraft('starting', 'loading', `Starting ${spec.trainer}`))
  crash('after-starting')
  const startTimer = clock.after(limits.start_timeout_ms, () => {
    seen.start_timed_out = true
    record(
      warningDraft('start_timeout', 'The trainer was not ready in time', { start_timeout_ms: limits.start_timeout_ms })
    )
    stopping.request(true)
  })
  const rssTimer = clock.every(RSS_EVERY_MS, () => {
    if (trainer !== null) recordRss(proc.peakRss(trainer.pid))
  })
  const ended = new Promise<{ ending: Ending, exit: Exit }>((resolve, reject) => {
    child = host.start(spec, {
      onBridge (chunk) {
        reader.push(chunk)
        commit()
      },
      onOutput (source, chunk) {
        output.push(source, chunk)
        commit()
      },
      onExit (exit) {
        onExit(exit).then(resolve, reject)
      }
    })
    if (child.pid === 0) return
    crash('after-spawn')
    proc.preferForOom(child.pid)
    trainer = tree.identify(child.pid)
    host.onStarted(trainer)
    crash('after-trainer-json')
  })
  return { onCommand, trainer: () => trainer, ended }
}
