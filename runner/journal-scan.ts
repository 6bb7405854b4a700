import { closeSync, fstatSync, openSync, readSync, readdirSync } from 'node:fs'
import { journalFile } from '../core/contract/journal.ts'
import type { JournalEvent, JournalEventOf } from '../core/contract/journal.ts'
import type { AskedCommand } from '../core/domain/job/translate.ts'
import { createLineSplitter } from '../core/formats/line-splitter.ts'
import type { JournalStart } from './journal.ts'

/** What finalizing an attempt needs to know of its journal. */
export interface JournalScan {
  /** Where its writer stopped; `torn` if half a line follows. */
  start: JournalStart
  torn_bytes: number
  /** The last event, when the attempt had already ended. */
  final: JournalEventOf<'training_status'> | null
  last_status: JournalEventOf<'training_status'> | null
  ready: boolean
  /** Commands without an end, by id. */
  open: Map<string, AskedCommand>
  asked: Map<string, AskedCommand>
  /**
   * Events since the unsent lines began to be read, the warning before them included; events about the journal itself
   * do not count. null: not begun.
   */
  replayed: number | null
}

/**
 * Codes of the warnings that precede the events of unsent lines: read after the loss of a runner, or by the runner
 * itself.
 */
export const LOST_CODE = 'supervisor_lost'
export const UNSENT_CODE = 'spool_read'

const CHUNK_BYTES = 1024 * 1024
const LINE_BYTES = 4 * 1024 * 1024
const LF = 10
// The kind stands behind the envelope, within the first bytes of a line
const kindOf = /"type":"(\w+)"/
const scanned = new Set(['training_status', 'trainer_ready', 'command_result', 'warning', 'gap'])

/** Reads all segments in a folder, in order, with bounded memory. A line that is not JSON is skipped. */
export function scanJournal (folder: string, first_seq: number): JournalScan {
  const scan: JournalScan = {
    start: { segment: 1, offset: 0, torn: false, bytes: 0, next_seq: first_seq, elapsed_ms: 0 },
    torn_bytes: 0, final: null, last_status: null, ready: false, open: new Map(), asked: new Map(), replayed: null
  }
  const names = new Set(readdirSync(folder))
  for (let segment = 1; names.has(journalFile(segment)); segment++) {
    const { offset, size, last } = scanSegment(`${folder}/${journalFile(segment)}`, scan)
    if (last !== null) Object.assign(scan.start, { next_seq: last.seq + 1, elapsed_ms: last.elapsed_ms })
    scan.start = { ...scan.start, segment, offset, torn: size > offset, bytes: scan.start.bytes + offset }
    scan.torn_bytes = size - offset
  }
  return scan
}

function scanSegment (path: string, scan: JournalScan): { offset: number, size: number, last: JournalEvent | null } {
  const fd = openSync(path, 'r')
  const chunk = Buffer.alloc(CHUNK_BYTES)
  let offset = 0
  let size = 0
  let last: Buffer | null = null
  const lines = createLineSplitter({
    limit: LINE_BYTES,
    onLine (line) {
      last = Buffer.from(line.subarray(0, 400))
      if (scanned.has(kindOf.exec(line.toString('latin1', 0, 200))?.[1] ?? '')) scanEvent(scan, line)
      else if (scan.replayed !== null && !line.includes('"type":"segment"')) scan.replayed += 1
    }
  })
  try {
    const end = fstatSync(fd).size
    while (size < end) {
      const got = readSync(fd, chunk, 0, Math.min(CHUNK_BYTES, end - size), size)
      if (got === 0) break
      const bytes = chunk.subarray(0, got)
      const lf = bytes.lastIndexOf(LF)
      if (lf >= 0) offset = size + lf + 1
      size += got
      lines.push(lf < 0 || size < end ? bytes : bytes.subarray(0, lf + 1)) // a torn tail is no line
    }
  } finally {
    closeSync(fd)
  }
  return { offset, size, last: envelopeOf(last) }
}

/** Number and time of a line, from its first bytes. */
function envelopeOf (head: Buffer | null): JournalEvent | null {
  const match = /^\{"v":\d+,"seq":(\d+),"timestamp":"[^"]*","elapsed_ms":(\d+),/.exec(head?.toString('latin1') ?? '')
  // as: the two fields that are asked for
  return match === null ? null : { seq: Number(match[1]), elapsed_ms: Number(match[2]) } as JournalEvent
}

function scanEvent (scan: JournalScan, line: Buffer): void {
  let event: JournalEvent
  try {
    // as: written by this program; checked again by the server
    event = JSON.parse(line.toString('utf8')) as JournalEvent
  } catch {
    return // damaged on disk: the server reports the gap when it reads it
  }
  const warning = event.type === 'warning' ? event.code : null
  if (warning === LOST_CODE || warning === UNSENT_CODE) scan.replayed ??= 0
  if (scan.replayed !== null && event.type !== 'gap' && warning !== 'journal_sync_failed') scan.replayed += 1
  switch (event.type) {
    case 'trainer_ready': scan.ready = true; break
    case 'command_result': scanCommand(scan, event); break
    case 'training_status':
      scan.last_status = event
      scan.final = event.exit === null ? null : event
  }
}

function scanCommand (scan: JournalScan, event: JournalEventOf<'command_result'>): void {
  const asked = { command: event.command, args: event.args }
  scan.asked.set(event.command_id, asked)
  if (event.status === 'done' || event.status === 'failed') scan.open.delete(event.command_id)
  else scan.open.set(event.command_id, asked)
}
