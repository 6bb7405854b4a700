import type { JournalEvent, SegmentHeader } from '../../core/contract/journal.ts'
import type { JournalLine } from '../../core/formats/journal-line.ts'
import type { Cursor } from '../store/store.ts'
import { firstSegment, journalLines, readSegment, segmentAfter } from './journal-segments.ts'
import type { JournalPlace } from './journal-segments.ts'

export type { JournalLine }

export interface JournalRead {
  /** Damaged lines are skipped; they show as a jump in `seq`. */
  lines: JournalLine[]
  cursor: Cursor
  /** There may be more to read at once. */
  more: boolean
}

const CHUNK_BYTES = 1 << 19 // more at once is slower: what is made of it would outgrow the young generation of the heap
const LINE_BYTES = 1 << 22 // no line of ours is as long
const NEWLINE = 10

/**
 * Reads whole lines of an attempt's journal from a cursor on. A line without its newline is not there yet, unless
 * another segment follows: then the writer has moved on, and so does the reader; what it leaves behind shows as a jump
 * in `seq`. The reader owns no state and keeps no file open: the same call serves live reading and catching up.
 */
export function readJournal (
  attempt_dir: string, cursor: Cursor, chunk_bytes = CHUNK_BYTES, how: Partial<JournalPlace> = {}
): JournalRead {
  const place = { owner: null, pass_unreadable: false, ...how, attempt_dir }
  const begins = cursor.segment === 1 && cursor.offset === 0
  const segment = begins ? firstSegment(place) : cursor.segment
  if (segment === null) return { lines: [], cursor, more: false }
  const at = { ...cursor, segment }
  const read = readLines(place, at, chunk_bytes)
  if (read !== null) return read
  const next = segmentAfter(place, segment)
  if (next === null) return { lines: [], cursor: at, more: false }
  // Read once more, because what the writer added before it moved on may have come after the first read.
  const after = { segment: next, offset: 0 }
  return readLines(place, at, chunk_bytes) ??
    readLines(place, after, chunk_bytes) ?? { lines: [], cursor: after, more: true }
}

/** Number of the first event of an attempt's journal; null where there is none. */
export function firstSeqIn (attempt_dir: string): number | null {
  let at: Cursor = { segment: 1, offset: 0 }
  for (let more = true; more;) {
    const read = readJournal(attempt_dir, at, 4096)
    if (read.lines[0] !== undefined) return read.lines[0].event.seq
    at = read.cursor
    more = read.more
  }
  return null
}

/**
 * The whole lines from a cursor on, at most `length` bytes of them; null where there is none. A file that has no end of
 * a line before the cursor was cut or replaced since it was read, and is read again.
 */
function readLines (place: JournalPlace, { segment, offset }: Cursor, length: number): JournalRead | null {
  const before = offset === 0 ? 0 : 1
  const bytes = readSegment(place, segment, offset - before, length)
  if (bytes === null) return null
  if (before === 1 && bytes[0] !== NEWLINE) return readLines(place, { segment, offset: 0 }, length)
  const end = bytes.lastIndexOf(NEWLINE)
  if (end >= before) {
    return { lines: parse(bytes, before, end), cursor: { segment, offset: offset - before + end + 1 }, more: true }
  }
  if (bytes.length < length) return null
  return length < LINE_BYTES ? readLines(place, { segment, offset }, length * 2) : passGarbage(place, segment, offset)
}

/** Reads on behind bytes that are too many for a line; null while they have no end. */
function passGarbage (place: JournalPlace, segment: number, offset: number): JournalRead | null {
  for (let at = offset; ; at += LINE_BYTES) {
    const bytes = readSegment(place, segment, at, LINE_BYTES) ?? Buffer.alloc(0)
    const end = bytes.lastIndexOf(NEWLINE)
    if (end !== -1) return { lines: parse(bytes, 0, end), cursor: { segment, offset: at + end + 1 }, more: true }
    if (bytes.length < LINE_BYTES) return null
  }
}

function parse (bytes: Buffer, from: number, end: number): JournalLine[] {
  const lines: JournalLine[] = []
  for (let start = from; start <= end;) {
    const stop = bytes.indexOf(NEWLINE, start)
    const line = journalLines.decode(bytes, start, stop)
    if (line === null) lines.push(...journalLines.salvage(bytes, start, stop).filter(isEvent))
    else if (isEvent(line)) lines.push(line)
    start = stop + 1
  }
  return lines
}

const isEvent = (line: JournalLine<JournalEvent | SegmentHeader>): line is JournalLine =>
  line.event.type !== 'segment'
