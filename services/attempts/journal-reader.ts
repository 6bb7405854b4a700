import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { journalFile } from '../../core/contract/journal.ts'
import type { JournalEvent, SegmentHeader } from '../../core/contract/journal.ts'
import { isNotFound } from '../../core/domain/file-error.ts'
import type { Cursor } from '../store/store.ts'

/** A line of the journal: the event, and the text it was read from. */
export interface JournalLine { event: JournalEvent, line: string }

export interface JournalRead {
  /** Damaged lines are skipped; they show as a jump in `seq`. */
  lines: JournalLine[]
  cursor: Cursor
  /** There may be more to read at once. */
  more: boolean
}

const CHUNK_BYTES = 1 << 19 // more at once is slower: what is made of it would outgrow the young generation of the heap
const NEWLINE = 10

/**
 * Reads whole lines of an attempt's journal from a cursor on. A line without its newline is not there yet.
 * The reader owns no state and keeps no file open: the same call serves live reading and catching up.
 */
export function readJournal (attempt_dir: string, cursor: Cursor, chunk_bytes = CHUNK_BYTES): JournalRead {
  const bytes = readAt(join(attempt_dir, journalFile(cursor.segment)), cursor.offset, chunk_bytes)
  const end = bytes === null ? -1 : bytes.lastIndexOf(NEWLINE)
  if (bytes === null || end === -1) {
    if (bytes !== null && bytes.length === chunk_bytes) return readJournal(attempt_dir, cursor, chunk_bytes * 2)
    const next = { segment: cursor.segment + 1, offset: 0 }
    const closed = bytes?.length === 0 && existsSync(join(attempt_dir, journalFile(next.segment)))
    return { lines: [], cursor: closed ? next : cursor, more: closed }
  }
  return { lines: parse(bytes, end), cursor: { segment: cursor.segment, offset: cursor.offset + end + 1 }, more: true }
}

/** Number of the first event of an attempt's journal; null where there is none. */
export const firstSeqIn = (attempt_dir: string): number | null =>
  readJournal(attempt_dir, { segment: 1, offset: 0 }, 4096).lines[0]?.event.seq ?? null

function parse (bytes: Buffer, end: number): JournalLine[] {
  const lines: JournalLine[] = []
  for (let start = 0; start <= end;) {
    const stop = bytes.indexOf(NEWLINE, start)
    const line = bytes.toString('utf8', start, stop)
    start = stop + 1
    const event = parseLine(line)
    if (event !== null && event.type !== 'segment') lines.push({ event, line })
  }
  return lines
}

function parseLine (line: string): JournalEvent | SegmentHeader | null {
  try {
    const value = JSON.parse(line) as JournalEvent | SegmentHeader | null
    return value !== null &&
      typeof value === 'object' &&
      typeof value.type === 'string' &&
      (value.type === 'segment' || Number.isSafeInteger(value.seq))
      ? value
      : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/**
 * Up to `length` bytes from `offset`; null when there is no such file yet. Synchronous: the runner has just written the
 * bytes, so they are in memory, and four trips to the thread pool would be slower than the read.
 */
function readAt (path: string, offset: number, length: number): Buffer | null {
  const file = openIfThere(path)
  if (file === null) return null
  try {
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, fstatSync(file).size - offset)))
    return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, offset))
  } finally {
    closeSync(file)
  }
}

function openIfThere (path: string): number | null {
  try {
    return openSync(path, 'r')
  } catch (error) {
    if (isNotFound(error)) return null
    throw error
  }
}
