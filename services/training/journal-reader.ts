import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { journalFile } from '../../src/contract/journal.ts'
import type { JournalEvent, SegmentHeader } from '../../src/contract/journal.ts'
import type { Cursor } from '../store/store.ts'

/** A line of the journal: the event, and the text it was read from. */
export interface JournalLine { event: JournalEvent, line: string }

export interface JournalRead {
  /** Damaged lines are passed over: the jump in `seq` tells of them. */
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
export async function readJournal (attempt_dir: string, cursor: Cursor, chunk_bytes = CHUNK_BYTES): Promise<JournalRead> {
  const bytes = await readAt(join(attempt_dir, journalFile(cursor.segment)), cursor.offset, chunk_bytes)
  const end = bytes === null ? -1 : bytes.lastIndexOf(NEWLINE)
  if (bytes === null || end === -1) {
    if (bytes !== null && bytes.length === chunk_bytes) return await readJournal(attempt_dir, cursor, chunk_bytes * 2)
    const next = { segment: cursor.segment + 1, offset: 0 }
    const closed = bytes?.length === 0 && await exists(join(attempt_dir, journalFile(next.segment)))
    return { lines: [], cursor: closed ? next : cursor, more: closed }
  }
  return { lines: parse(bytes, end), cursor: { segment: cursor.segment, offset: cursor.offset + end + 1 }, more: true }
}

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
    return value !== null && typeof value === 'object' && typeof value.type === 'string' && (value.type === 'segment' || Number.isSafeInteger(value.seq)) ? value : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** Up to `length` bytes from `offset`; null when there is no such file yet. */
async function readAt (path: string, offset: number, length: number): Promise<Buffer | null> {
  const file = await open(path, 'r').catch(absent)
  if (file === null) return null
  try {
    const { size } = await file.stat()
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - offset)))
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

const exists = async (path: string): Promise<boolean> => await stat(path).catch(absent) !== null

function absent (error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null
  throw error
}
