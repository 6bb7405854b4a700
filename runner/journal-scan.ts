import { closeSync, fstatSync, openSync, readSync, readdirSync } from 'node:fs'
import { journalFile } from '../core/contract/journal.ts'
import type { JournalEvent, JournalEventOf } from '../core/contract/journal.ts'
import type { AskedCommand } from '../core/domain/job/translate.ts'
import { createLineSplitter } from '../core/formats/line-splitter.ts'
import { HEAD_BYTES, isInPlace, readingOrder, segmentStart, segmentsIn } from '../core/formats/journal-segments.ts'
import type { JournalOwner, SegmentStart } from '../core/formats/journal-segments.ts'
import type { JournalStart } from './journal.ts'
import { journalLines } from './journal-lines.ts'

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
const ENVELOPE_BYTES = 200
const LF = 10
const envelope = /^\{"v":\d+,"seq":(\d+),"timestamp":"[^"]*","elapsed_ms":(\d+),"type":"(\w+)"/
const scanned = new Set(['training_status', 'trainer_ready', 'command_result', 'warning', 'gap'])

/**
 * Reads all segments in a folder, whichever are missing or damaged, with bounded memory. The numbers of the next events
 * begin at `least_seq`, above every number that a line has, and above as many as damaged lines at the end may have had.
 */
export function scanJournal (folder: string, least_seq: number, owner: JournalOwner | null = null): JournalScan {
  const scan: JournalScan = {
    start: { segment: 1, offset: 0, torn: false, bytes: 0, next_seq: least_seq, elapsed_ms: 0 },
    torn_bytes: 0, final: null, last_status: null, ready: false, open: new Map(), asked: new Map(), replayed: null
  }
  const starts = segmentsIn(readdirSync(folder)).map(segment => startOf(folder, segment))
  const newest = starts.at(-1)
  let damaged = 0
  const onLine = (line: Buffer): void => { damaged = scanLine(scan, line) ? 0 : damaged + 1 }
  for (const segment of readingOrder(starts, owner)) {
    const { offset, size } = readLines(`${folder}/${journalFile(segment)}`, onLine)
    scan.start.bytes += offset
    if (segment !== newest?.segment) continue
    Object.assign(scan.start, { segment, offset, torn: size > offset })
    scan.torn_bytes = size - offset
  }
  if (newest !== undefined && newest.header !== null && !isInPlace(newest, owner)) {
    Object.assign(scan.start, { segment: newest.segment + 1, offset: 0, torn: false }) // not ours to add to
    scan.torn_bytes = 0
  }
  scan.start.next_seq += damaged
  return scan
}

/** Whether a runner has written to the folder. */
export const hasJournal = (folder: string): boolean => segmentsIn(readdirSync(folder)).length > 0

function startOf (folder: string, segment: number): SegmentStart {
  const fd = openSync(`${folder}/${journalFile(segment)}`, 'r')
  try {
    const head = Buffer.alloc(HEAD_BYTES)
    return segmentStart(segment, head.subarray(0, readSync(fd, head)), journalLines)
  } finally {
    closeSync(fd)
  }
}

/** Hands out the lines of a file. `offset`: where the last of them ends. */
function readLines (path: string, onLine: (line: Buffer) => void): { offset: number, size: number } {
  const fd = openSync(path, 'r')
  const chunk = Buffer.alloc(CHUNK_BYTES)
  let offset = 0
  let size = 0
  const lines = createLineSplitter({ limit: LINE_BYTES, onLine })
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
  return { offset, size }
}

/** False for a damaged line. */
function scanLine (scan: JournalScan, line: Buffer): boolean {
  const { start } = scan
  const [, seq, elapsed_ms, type = ''] = envelope.exec(line.toString('latin1', 0, ENVELOPE_BYTES)) ?? []
  if (seq === undefined) return scanHeader(start, line)
  if (!journalLines.isWhole(line, 0, line.length)) return false
  if (scanned.has(type)) {
    const event = journalLines.decode(line, 0, line.length)?.event
    if (event === undefined || event.type === 'segment') return false
    scanEvent(scan, event)
  } else if (scan.replayed !== null) scan.replayed += 1
  start.next_seq = Math.max(start.next_seq, Number(seq) + 1)
  start.elapsed_ms = Math.max(start.elapsed_ms, Number(elapsed_ms))
  return true
}

/** False where the line is no header either. */
function scanHeader (start: JournalStart, line: Buffer): boolean {
  const header = journalLines.decode(line, 0, line.length)?.event
  if (header?.type !== 'segment') return false
  start.next_seq = Math.max(start.next_seq, header.first_seq)
  return true
}

function scanEvent (scan: JournalScan, event: JournalEvent): void {
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
