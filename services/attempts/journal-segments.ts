import { closeSync, fstatSync, openSync, readSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { journalFile } from '../../core/contract/journal.ts'
import { errorCode, isNotFound } from '../../core/domain/file-error.ts'
import { createJournalLines } from '../../core/formats/journal-line.ts'
import { HEAD_BYTES, isInPlace, readingOrder, segmentStart, segmentsIn } from '../../core/formats/journal-segments.ts'
import type { JournalOwner, SegmentStart } from '../../core/formats/journal-segments.ts'

export const journalLines = createJournalLines(crc32)

/** The journal of one attempt, and how it is read. */
export interface JournalPlace {
  attempt_dir: string
  /** A segment whose header names another one is not read. Null: each is. */
  owner: JournalOwner | null
  /** A segment that cannot be read is passed over like a missing one; else its error is thrown. */
  pass_unreadable: boolean
}

/** The segment that is read first; null where there is none. */
export function firstSegment (place: JournalPlace): number | null {
  const numbers = numbersIn(place)
  if (numbers.includes(1) && isInPlace(startOf(place, 1), place.owner)) return 1
  return orderOf(place, numbers)[0] ?? null
}

/** The segment that is read after `segment`; null where there is none yet. */
export function segmentAfter (place: JournalPlace, segment: number): number | null {
  const numbers = numbersIn(place)
  if (numbers.length === 1 && numbers[0] === segment) return null
  if (isInPlace(startOf(place, segment), place.owner)) {
    const next = numbers.find(number => number > segment)
    if (next === undefined) return null
    if (next === segment + 1 && isInPlace(startOf(place, next), place.owner)) return next
  }
  // A segment is missing, damaged or under the name of another.
  const order = orderOf(place, numbers)
  const at = order.indexOf(segment)
  return (at === -1 ? order.find(number => number > segment) : order[at + 1]) ?? null
}

/**
 * Up to `length` bytes of a segment from `offset`; none where it ends before; null where there is no such file.
 * Synchronous: the runner has just written the bytes, so they are in memory, and four trips to the thread pool would be
 * slower than the read.
 */
export function readSegment (
  { attempt_dir, pass_unreadable }: JournalPlace, segment: number, offset: number, length: number
): Buffer | null {
  try {
    const file = openSync(join(attempt_dir, journalFile(segment)), 'r')
    try {
      const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, fstatSync(file).size - offset)))
      return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, offset))
    } finally {
      closeSync(file)
    }
  } catch (error) {
    if (isNotFound(error) || (pass_unreadable && errorCode(error) !== 'UNKNOWN')) return null
    throw error
  }
}

const headOf = (place: JournalPlace, segment: number): Buffer | null => readSegment(place, segment, 0, HEAD_BYTES)

const startOf = (place: JournalPlace, segment: number): SegmentStart =>
  segmentStart(segment, headOf(place, segment), journalLines)

/** A segment without a byte is not begun: its writer may still be at another one. */
function orderOf (place: JournalPlace, numbers: number[]): number[] {
  const starts = numbers.flatMap(segment => {
    const head = headOf(place, segment)
    return head?.length === 0 ? [] : segmentStart(segment, head, journalLines)
  })
  return readingOrder(starts, place.owner)
}

function numbersIn ({ attempt_dir }: JournalPlace): number[] {
  try {
    return segmentsIn(readdirSync(attempt_dir))
  } catch (error) {
    if (isNotFound(error)) return []
    throw error
  }
}
