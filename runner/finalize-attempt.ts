import type { BridgeLine, BridgeLineOf } from '../core/contract/bridge.ts'
import type { CommandName } from '../core/contract/commands.ts'
import type { AttemptSpec, ProcessIdentity, RunnerFile } from '../core/contract/journal.ts'
import type { Exit, Phase } from '../core/contract/values.ts'
import type { Clock } from '../core/domain/clock.ts'
import type { Ending } from '../core/domain/job/ending.ts'
import { nameEnding } from '../core/domain/job/ending.ts'
import type { Draft } from '../core/domain/job/translate.ts'
import { killMessage } from '../core/domain/job/stop-ladder.ts'
import { rejectedDraft, translate, warningDraft } from '../core/domain/job/translate.ts'
import type { Crash } from './crash-points.ts'
import type { Journal } from './journal.ts'
import type { JournalScan } from './journal-scan.ts'
import { LOST_CODE } from './journal-scan.ts'
import type { ExitRecord } from './exit-record.ts'
import { finalStatus } from './exit-record.ts'
import type { RunProcesses } from './trainer-signals.ts'
import type { UnsentLines } from './unsent-lines.ts'

/** What the lost runner left in the folder. */
export interface Remains {
  /** runner.json; null when no runner got as far as writing it. */
  runner: RunnerFile | null
  /** What is wrong with its exit.json; null where there is none. */
  damage: string | null
  scan: JournalScan
  /** The command by which the server killed the attempt; null: it did not. */
  killed_by: () => string | null
}

interface FinalizeDeps {
  spec: AttemptSpec
  previous: Remains
  journal: Journal
  clock: Clock
  processes: RunProcesses
  unsent: UnsentLines
  crash: Crash
}

/** What the unsent lines say about the run. */
interface LastLines { end: BridgeLineOf<'end'> | null, phase: Phase, peak: number | null, open: JournalScan['open'] }

const CHECK_EVERY_MS = 200

/**
 * Completes the journal of an attempt whose runner is gone. Never trains. What it writes follows from the files in the
 * folder alone, so if it is killed, the next call writes the rest.
 */
export async function finalizeAttempt (deps: FinalizeDeps): Promise<ExitRecord> {
  const { previous, previous: { scan }, journal, crash } = deps
  const finished = alreadyFinished(scan)
  if (finished !== null) return finished
  const { torn_bytes: bytes } = scan
  if (bytes > 0) journal.append({ type: 'gap', reason: 'journal_torn', dropped: { bytes }, from: null, to: null })
  const lost = howItWasLost(deps)
  let skip = scan.replayed ?? 0
  const write = (draft: Draft): void => { if (skip > 0) skip -= 1; else journal.append(draft) }
  write(warningDraft(LOST_CODE, lost.message))
  journal.commit()
  crash('after-lost-warning')
  const leftovers = await endTrainer(deps, lost.reason)
  const last = readUnsent(deps, write)
  journal.commit()
  crash('after-unsent-lines')
  const kill_id = previous.killed_by() ?? askedFor(scan, 'kill')
  if (kill_id !== null) last.open.set(kill_id, scan.asked.get(kill_id) ?? { command: 'kill', args: {} })
  endCommands(journal, last.open)
  const stop_id = askedFor(scan, 'stop') ?? kill_id
  const ending = kill_id !== null && last.end === null
    ? killedEnding(last.phase)
    : nameLostEnding(scan, last, lost, stop_id !== null)
  const exit: Exit = {
    code: null, signal: null, forced: kill_id !== null, requested_by: stop_id, leftovers, peak_rss_bytes: last.peak
  }
  crash('before-final-status')
  journal.append(finalStatus(ending, exit))
  journal.commit()
  // A full disk: until there is room the server is told over the socket how the attempt has ended.
  await new Promise<void>(resolve => { journal.whenWritten(resolve) })
  crash('after-final-status')
  return { ending, exit }
}

function alreadyFinished ({ final }: JournalScan): ExitRecord | null {
  if (final === null || final.exit === null || final.reason === null) return null
  const { status, reason, error, exit } = final
  return { ending: { status, reason, error }, exit }
}

interface Lost {
  reason: 'launch_failed' | 'machine_restarted' | 'supervisor_lost' | 'record_damaged'
  message: string
}

function howItWasLost ({ previous: { runner, scan, damage }, processes: { proc } }: FinalizeDeps): Lost {
  if (damage !== null) return { reason: 'record_damaged', message: `How the run ended is not known: ${damage}` }
  if (runner === null && scan.start.bytes === 0) {
    return { reason: 'launch_failed', message: 'The runner could not be started, so the trainer was not started' }
  }
  const boot_id = proc.bootId()
  const then = runner?.boot_id ?? null
  return then !== null && boot_id !== null && then !== boot_id
    ? { reason: 'machine_restarted', message: 'The machine was restarted during the run' }
    : { reason: 'supervisor_lost', message: 'The runner was lost; a trainer without it saves and ends' }
}

/** Waits for a trainer that lost its runner to save and exit, then kills what is left. Returns how many were killed. */
async function endTrainer (
  { spec, previous: { runner, killed_by }, clock, processes: { tree } }: FinalizeDeps,
  reason: Lost['reason']
): Promise<number> {
  if (reason === 'launch_failed' || reason === 'machine_restarted') return await tree.killAll(null)
  const orphan: ProcessIdentity | null = runner?.trainer ?? tree.search()
  const until = clock.mono() + spec.limits.orphan_patience_ms
  while (killed_by() === null && orphan !== null && tree.isAlive(orphan) && clock.mono() < until) {
    await new Promise<void>(resolve => {
      clock.after(CHECK_EVERY_MS, resolve)
    })
  }
  return await tree.killAll(orphan)
}

/** Journals the lines that the trainer wrote without a runner, as if it sent them now. */
function readUnsent ({ unsent, previous: { scan, runner } }: FinalizeDeps, write: (draft: Draft) => void): LastLines {
  const last: LastLines = {
    end: null, phase: scan.last_status?.phase ?? 'unknown', peak: null, open: new Map(scan.open)
  }
  const run = { pid: runner?.trainer?.pid ?? 0, ready: true, stopping: true, asked: (id: string) => scan.asked.get(id) }
  function onLine (line: BridgeLine): void {
    if (line.type === 'end') last.end = line
    if (line.type === 'status') last.phase = line.phase
    if (line.type === 'heartbeat' && line.rss_bytes !== null) last.peak = Math.max(last.peak ?? 0, line.rss_bytes)
    for (const draft of translate(line, { ...run, phase: last.phase })) write(draft)
    if (line.type === 'command' && line.status !== 'running') last.open.delete(line.id)
  }
  const rejected = unsent.read(onLine)
  if (rejected > 0) write(rejectedDraft(rejected))
  return last
}

/** The first command of that name that the lost runner had accepted. */
const askedFor = ({ asked }: JournalScan, name: CommandName): string | null =>
  [...asked].find(([, { command }]) => command === name)?.[0] ?? null

/** Ends the commands that are open: the end of the run fulfils those that asked for it. */
function endCommands (journal: Journal, open: JournalScan['open']): void {
  for (const [command_id, { command, args }] of open) {
    const result = command === 'stop' || command === 'kill'
      ? { status: 'done' as const, message: 'Done: the trainer has ended' }
      : { status: 'failed' as const, message: 'The run ended before this was done' }
    journal.append({ type: 'command_result', command_id, command, args, ...result, file: null })
  }
}

const killedEnding = (phase: Phase): Ending => ({
  status: 'stopped', reason: 'user_stop', message: killMessage(phase), error: null, traceback: null, unconfirmed: false
})

/** The trainer's own end line takes precedence over the loss of its runner, unless only that loss made it stop. */
function nameLostEnding (
  scan: JournalScan, { end, phase }: LastLines, { reason, message }: Lost, stop_requested: boolean
): Ending {
  if (end !== null && (end.outcome !== 'stopped' || stop_requested)) {
    const exit = { code: null, signal: null, spawn_error: null, signalled: false, stderr_tail: [], oom_kills: 0 }
    return nameEnding({ ...exit, end, start_timed_out: false, ready: scan.ready, phase, stop_requested })
  }
  const whole = end === null ? message : `The runner was lost; the trainer saved and ended: ${end.message}`
  return { status: 'error', reason, message: whole, error: whole, traceback: null, unconfirmed: false }
}
