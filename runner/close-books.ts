import { existsSync, openSync, readSync, closeSync } from 'node:fs'
import type { BridgeLine, BridgeLineOf } from '../src/contract/bridge.ts'
import type { AttemptSpec, ProcessIdentity, RunnerFile } from '../src/contract/journal.ts'
import type { Exit, Phase } from '../src/contract/values.ts'
import type { Clock } from '../src/domain/clock.ts'
import type { Ending } from '../src/domain/ending.ts'
import { nameEnding } from '../src/domain/ending.ts'
import type { Draft } from '../src/domain/translate.ts'
import { translate, warningDraft } from '../src/domain/translate.ts'
import type { Decoded } from './bridge-lines.ts'
import type { Crash } from './crash.ts'
import type { Journal } from './journal.ts'
import type { JournalScan } from './journal-scan.ts'
import { CLOSING_CODE } from './journal-scan.ts'
import { finalStatus } from './last-words.ts'
import { createLineSplitter } from './lines.ts'
import type { Proc } from './proc.ts'
import type { ProcessTree } from './process-tree.ts'

interface Deps {
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

const LOOK_EVERY_MS = 200
const CHUNK_BYTES = 256 * 1024

/**
 * Finishes the journal of an attempt whose runner is gone. Never trains. What it writes is one list that follows from
 * what lies in the folder; a closer that is killed leaves the beginning of it, and the next one writes the rest.
 */
export async function closeBooks (deps: Deps): Promise<{ ending: Pick<Ending, 'status' | 'reason' | 'error'>, exit: Exit }> {
  const { spec, lived, scan, journal, proc, tree, crash } = deps
  if (scan.final !== null && scan.final.exit !== null && scan.final.reason !== null) {
    const { status, reason, error, exit } = scan.final
    return { ending: { status, reason, error }, exit }
  }
  if (scan.torn_bytes > 0) journal.append({ type: 'gap', reason: 'journal_torn', dropped: { bytes: scan.torn_bytes }, from: null, to: null })
  let skip = scan.closing ?? 0
  const write = (draft: Draft): void => { if (skip > 0) skip -= 1; else journal.append(draft) }
  const restarted = lived !== null && lived.boot_id !== null && proc.bootId() !== null && lived.boot_id !== proc.bootId()
  write(warningDraft(CLOSING_CODE, markerMessage(lived, restarted), {}))
  journal.commit()
  crash('after-closing-marker')
  const leftovers = restarted || lived === null ? await tree.killAll(null) : await awaitOrphan(deps, lived.trainer)
  const told = readSpool(deps, lived?.trainer?.pid ?? 0, write)
  journal.commit()
  crash('after-spool')
  const ending = nameLostEnding(scan, told, lived, restarted)
  for (const [id, { command, args }] of told.open) {
    const done = command === 'stop'
    write({ type: 'command_result', command_id: id, command, args, status: done ? 'done' : 'failed', message: done ? 'Done: the trainer has ended' : 'The run ended before this was done', file: null })
  }
  crash('before-final-status')
  const requested_by = [...scan.asked].find(([, { command }]) => command === 'stop')?.[0] ?? null
  const exit: Exit = { code: null, signal: null, forced: false, requested_by, leftovers, peak_rss_bytes: told.peak }
  write(finalStatus(ending, told.phase, exit))
  journal.commit()
  if (journal.trouble() !== null) throw new Error(`the books could not be closed, the disk says ${journal.trouble()}; ${spec.job_slug} waits for the next try`)
  crash('after-final-status')
  return { ending, exit }
}

function markerMessage (lived: RunnerFile | null, restarted: boolean): string {
  if (lived === null) return 'The trainer was never started; the books are closed'
  return restarted
    ? 'The machine was restarted during the run; the books are closed from what was written'
    : 'The process that stayed with the trainer was lost; the trainer saves and ends, then the books are closed'
}

/** Lets a trainer that lost its runner save and leave, then ends what is left. How many had to be ended. */
async function awaitOrphan ({ spec, clock, tree }: Deps, trainer: ProcessIdentity | null): Promise<number> {
  const orphan = trainer ?? tree.search()
  const until = clock.mono() + spec.limits.orphan_patience_ms
  while (orphan !== null && tree.isAlive(orphan) && clock.mono() < until) {
    await new Promise<void>(resolve => { clock.after(LOOK_EVERY_MS, resolve) })
  }
  return await tree.killAll(orphan)
}

interface Told { end: BridgeLineOf<'end'> | null, phase: Phase, peak: number | null, open: JournalScan['open'] }

/** Reads what the trainer wrote when nobody listened. A last line without an end was torn and says nothing. */
function readSpool ({ folder, scan, decode }: Deps, pid: number, write: (draft: Draft) => void): Told {
  const told: Told = { end: null, phase: scan.last_status?.phase ?? 'unknown', peak: null, open: new Map(scan.open) }
  let { ready } = scan
  let rejected = 0
  function take (line: BridgeLine): void {
    if (line.type === 'end') told.end = line
    if (line.type === 'status') told.phase = line.phase
    if (line.type === 'heartbeat' && line.rss_bytes !== null) told.peak = Math.max(told.peak ?? 0, line.rss_bytes)
    if (line.type === 'ready') ready = true
    for (const draft of translate(line, { pid, phase: told.phase, ready, stopping: true, asked: id => scan.asked.get(id) })) write(draft)
    if (line.type === 'command' && line.status !== 'running') told.open.delete(line.id)
  }
  eachLine(`${folder}/spool.jsonl`, (bytes, cut_bytes) => {
    const decoded = decode(bytes, cut_bytes)
    if ('line' in decoded) take(decoded.line)
    else rejected += 1
  })
  if (rejected > 0) write(warningDraft('bridge_line_rejected', `${rejected} line(s) of the trainer's spool could not be used`, { count: rejected }))
  return told
}

function eachLine (path: string, onLine: (bytes: Buffer, cut_bytes: number) => void): void {
  if (!existsSync(path)) return
  const lines = createLineSplitter({ limit: 1024 * 1024, redraws: false, onLine })
  const chunk = Buffer.alloc(CHUNK_BYTES)
  const fd = openSync(path, 'r')
  try {
    for (let got = readSync(fd, chunk); got > 0; got = readSync(fd, chunk)) lines.push(chunk.subarray(0, got))
  } finally {
    closeSync(fd)
  }
}

/** The trainer's own last word beats the loss of its runner, except that nobody but the loss asked it to stop. */
function nameLostEnding (scan: JournalScan, { end, phase }: Told, lived: RunnerFile | null, restarted: boolean): Ending {
  const lost = (reason: 'launch_failed' | 'machine_restarted' | 'supervisor_lost', message: string): Ending =>
    ({ status: 'error', reason, message, error: message, traceback: null, unconfirmed: false })
  if (lived === null) return lost('launch_failed', 'The runner could not be started, so the trainer never was')
  const stop_requested = [...scan.asked.values()].some(({ command }) => command === 'stop')
  if (end !== null && (end.outcome !== 'stopped' || stop_requested)) {
    return nameEnding({ code: null, signal: null, end, spawn_error: null, start_timed_out: false, ready: scan.ready, phase, stop_requested, signalled: false, stderr_tail: [], oom_kills: 0 })
  }
  if (restarted) return lost('machine_restarted', 'The machine was restarted during the run')
  return lost('supervisor_lost', end === null
    ? 'The process that stayed with the trainer was lost, and the trainer left no last word'
    : `The process that stayed with the trainer was lost; the trainer saved and ended: ${end.message}`)
}
