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

/** The whole lines from a cursor on, at most `length` bytes of them; null where there is none. */
function readLines (place: JournalPlace, { segment, offset }: Cursor, length: number): JournalRead | null {
  const read = readSegment(place, segment, offset, length)
  if (read === null) return null
  const { bytes, from } = read
  const end = bytes.lastIndexOf(NEWLINE)
  if (end !== -1) return { lines: parse(bytes, end), cursor: { segment, offset: from + end + 1 }, more: true }
  if (bytes.length < length) return null
  if (length < LINE_BYTES) return readLines(place, { segment, offset: from }, length * 2)
  return { lines: [], cursor: { segment, offset: from + bytes.length }, more: true } // zeros, or other garbage
}

function parse (bytes: Buffer, end: number): JournalLine[] {
  const lines: JournalLine[] = []
  for (let start = 0; start <= end;) {
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
