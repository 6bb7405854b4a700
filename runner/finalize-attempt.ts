import type { BridgeLine, BridgeLineOf } from '../core/contract/bridge.ts'
import type { AttemptSpec, ProcessIdentity, RunnerFile } from '../core/contract/journal.ts'
import type { Exit, Phase } from '../core/contract/values.ts'
import type { Clock } from '../core/domain/clock.ts'
import type { Ending } from '../core/domain/job/ending.ts'
import { nameEnding } from '../core/domain/job/ending.ts'
import type { Draft } from '../core/domain/job/translate.ts'
import { translate, warningDraft } from '../core/domain/job/translate.ts'
import type { Decoded } from './bridge-lines.ts'
import type { Crash } from './crash.ts'
import type { Journal } from './journal.ts'
import type { JournalScan } from './journal-scan.ts'
import { LOST_CODE } from './journal-scan.ts'
import type { ExitRecord } from './exit-record.ts'
import { finalStatus } from './exit-record.ts'
import type { Proc } from './proc.ts'
import type { ProcessTree } from './process-tree.ts'
import { readUnsentLines } from './unsent-lines.ts'

interface FinalizeDeps {
  folder: string
  spec: AttemptSpec
  /** null: no runner came so far as to write it. */
  lived: RunnerFile | null
  scan: JournalScan
  journal: Journal
  clock: Clock
  proc: Proc
  tree: ProcessTree
  decode: (bytes: Buffer, cut_bytes: number) => Decoded
  crash: Crash
}

interface Told { end: BridgeLineOf<'end'> | null, phase: Phase, peak: number | null, open: JournalScan['open'] }

const LOOK_EVERY_MS = 200

/**
 * Finishes the journal of an attempt whose runner is gone. Never trains. What it writes follows from what lies in the
 * folder, so a closer that is killed leaves a beginning, and the next one writes the rest.
 */
export async function finalizeAttempt (deps: FinalizeDeps): Promise<ExitRecord> {
  const { scan, journal, crash } = deps
  const finished = alreadyFinished(scan)
  if (finished !== null) return finished
  if (scan.torn_bytes > 0) journal.append({ type: 'gap', reason: 'journal_torn', dropped: { bytes: scan.torn_bytes }, from: null, to: null })
  const lost = howItWasLost(deps)
  let skip = scan.spooled ?? 0
  const write = (draft: Draft): void => { if (skip > 0) skip -= 1; else journal.append(draft) }
  write(warningDraft(LOST_CODE, lost.message))
  journal.commit()
  crash('after-closing-marker')
  const leftovers = await endWhatIsLeft(deps, lost.reason)
  const told = takeSpool(deps, write)
  journal.commit()
  crash('after-spool')
  for (const [id, { command, args }] of told.open) {
    const done = command === 'stop'
    journal.append({ type: 'command_result', command_id: id, command, args, status: done ? 'done' : 'failed', message: done ? 'Done: the trainer has ended' : 'The run ended before this was done', file: null })
  }
  const stop_id = [...scan.asked].find(([, { command }]) => command === 'stop')?.[0] ?? null
  const ending = nameLostEnding(scan, told, lost, stop_id !== null)
  const exit: Exit = { code: null, signal: null, forced: false, requested_by: stop_id, leftovers, peak_rss_bytes: told.peak }
  crash('before-final-status')
  journal.append(finalStatus(ending, told.phase, exit))
  journal.commit()
  if (journal.trouble() !== null) throw new Error(`The books could not be closed, the disk says ${journal.trouble()}: make room and start the server again`)
  crash('after-final-status')
  return { ending, exit }
}

function alreadyFinished ({ final }: JournalScan): ExitRecord | null {
  if (final === null || final.exit === null || final.reason === null) return null
  const { status, reason, error, exit } = final
  return { ending: { status, reason, error }, exit }
}

interface Lost { reason: 'launch_failed' | 'machine_restarted' | 'supervisor_lost', message: string }

function howItWasLost ({ lived, proc }: FinalizeDeps): Lost {
  if (lived === null) return { reason: 'launch_failed', message: 'The runner could not be started, so the trainer never was' }
  const boot_id = proc.bootId()
  return lived.boot_id !== null && boot_id !== null && lived.boot_id !== boot_id
    ? { reason: 'machine_restarted', message: 'The machine was restarted during the run' }
    : { reason: 'supervisor_lost', message: 'The process that stayed with the trainer was lost; a trainer without it saves and ends' }
}

/** Lets a trainer that lost its runner save and leave, then ends what is left. How many had to be ended. */
async function endWhatIsLeft ({ spec, lived, clock, tree }: FinalizeDeps, reason: Lost['reason']): Promise<number> {
  if (reason !== 'supervisor_lost') return await tree.killAll(null)
  const orphan: ProcessIdentity | null = lived?.trainer ?? tree.search()
  const until = clock.mono() + spec.limits.orphan_patience_ms
  while (orphan !== null && tree.isAlive(orphan) && clock.mono() < until) {
    await new Promise<void>(resolve => { clock.after(LOOK_EVERY_MS, resolve) })
  }
  return await tree.killAll(orphan)
}

/** Journals what the trainer wrote when nobody listened, as if it were said now. */
function takeSpool ({ folder, scan, lived, decode }: FinalizeDeps, write: (draft: Draft) => void): Told {
  const told: Told = { end: null, phase: scan.last_status?.phase ?? 'unknown', peak: null, open: new Map(scan.open) }
  const pid = lived?.trainer?.pid ?? 0
  function take (line: BridgeLine): void {
    if (line.type === 'end') told.end = line
    if (line.type === 'status') told.phase = line.phase
    if (line.type === 'heartbeat' && line.rss_bytes !== null) told.peak = Math.max(told.peak ?? 0, line.rss_bytes)
    for (const draft of translate(line, { pid, phase: told.phase, ready: true, stopping: true, asked: id => scan.asked.get(id) })) write(draft)
    if (line.type === 'command' && line.status !== 'running') told.open.delete(line.id)
  }
  const { rejected } = readUnsentLines(folder, decode, take)
  if (rejected > 0) write(warningDraft('bridge_line_rejected', `${rejected} line(s) of the trainer's spool could not be used`, { count: rejected }))
  return told
}

/** The trainer's own last word beats the loss of its runner, except where nothing but the loss made it stop. */
function nameLostEnding (scan: JournalScan, { end, phase }: Told, { reason, message }: Lost, stop_requested: boolean): Ending {
  if (end !== null && (end.outcome !== 'stopped' || stop_requested)) {
    return nameEnding({ code: null, signal: null, end, spawn_error: null, start_timed_out: false, ready: scan.ready, phase, stop_requested, signalled: false, stderr_tail: [], oom_kills: 0 })
  }
  const whole = end === null ? message : `The process that stayed with the trainer was lost; the trainer saved and ended: ${end.message}`
  return { status: 'error', reason, message: whole, error: whole, traceback: null, unconfirmed: false }
}
