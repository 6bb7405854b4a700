import { journalFile } from '../contract/journal.ts'
import type { SegmentHeader } from '../contract/journal.ts'
import type { JournalLines } from './journal-line.ts'

/** Whose journal it is. */
export interface JournalOwner { job_id: string, attempt: number }

/** How a segment begins: its header, and the number of its first event; null where the file does not say. */
export interface SegmentStart { segment: number, header: SegmentHeader | null, first_seq: number | null }

/** So much of a segment says how it begins. */
export const HEAD_BYTES = 4096
const NEWLINE = 10

/** The numbers of the segments among the names in a folder, in order. */
export const segmentsIn = (names: readonly string[]): number[] =>
  names.map(name => Number(/^events-(\d{6,9})\.jsonl$/.exec(name)?.[1] ?? 0))
    .filter(segment => segment > 0 && names.includes(journalFile(segment)))
    .sort((a, b) => a - b)

/** How a segment begins, from its first bytes; null where there is no such file. */
export function segmentStart (segment: number, head: Buffer | null, lines: JournalLines): SegmentStart {
  const start: SegmentStart = { segment, header: null, first_seq: null }
  if (head === null) return start
  for (let at = 0, end = head.indexOf(NEWLINE); end !== -1; at = end + 1, end = head.indexOf(NEWLINE, at)) {
    const event = lines.decode(head, at, end)?.event
    if (event?.type === 'segment') start.header ??= event
    else if (event !== undefined) return { ...start, first_seq: event.seq }
  }
  return start
}

const isForeign = ({ header }: SegmentStart, owner: JournalOwner | null): boolean =>
  header !== null && owner !== null && (header.job_id !== owner.job_id || header.attempt !== owner.attempt)

/** Whether the file holds the segment that its name says, of that journal. */
export const isInPlace = (start: SegmentStart, owner: JournalOwner | null): boolean =>
  start.header?.segment === start.segment && !isForeign(start, owner)

/** Of segments that begin with one event: a copy comes before its original, which may grow, and that before others. */
function rankOf (start: SegmentStart, owner: JournalOwner | null): number {
  if (start.header === null) return start.first_seq === null ? 2 : 1
  return isInPlace(start, owner) ? 1 : 0
}

/**
 * The order in which segments are read: that of their first events, whatever the files are called. One that does not
 * say where it begins comes after the one before it; one of another journal is left out.
 * `starts` are in the order of their names.
 */
export function readingOrder (starts: readonly SegmentStart[], owner: JournalOwner | null): number[] {
  let last = 0
  return starts.filter(start => !isForeign(start, owner))
    .map(start => {
      last = start.header?.first_seq ?? start.first_seq ?? last
      return { segment: start.segment, first_seq: last, rank: rankOf(start, owner) }
    })
    .sort((a, b) => a.first_seq - b.first_seq || a.rank - b.rank || a.segment - b.segment)
    .map(({ segment }) => segment)
}
