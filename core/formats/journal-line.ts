import type { JournalEvent, SegmentHeader } from '../contract/journal.ts'
import { isJournalEvent, isSegmentHeader } from '../domain/job/event-shape.ts'

/** A line of a journal: the event, and its text without the checksum. */
export interface JournalLine<T = JournalEvent> { event: T, line: string }

/** Writes and reads the lines of journals. Lines have no newline here. */
export interface JournalLines {
  /** The line of an event or a header. */
  encode: (value: JournalEvent | SegmentHeader) => string
  /** The line in `bytes` from `start` to `end`; null where it is damaged or no line of a journal. */
  decode: (bytes: Buffer, start: number, end: number) => JournalLine<JournalEvent | SegmentHeader> | null
  /** Whether a checksum says that the line is whole; also true where it has none. */
  isWhole: (bytes: Buffer, start: number, end: number) => boolean
  /** Whole lines inside a damaged one: what was overwritten may have been the newline between two. */
  salvage: (bytes: Buffer, start: number, end: number) => Array<JournalLine<JournalEvent | SegmentHeader>>
}

// A line ends with  ,"crc":"01234567"}  and its checksum is that of the bytes before this.
const MARK = ',"crc":"'
const DIGITS = 8
const TAIL_BYTES = MARK.length + DIGITS + 2
const BEGINNING = '{"v":'
const [COMMA, QUOTE, COLON] = [44, 34, 58]
const HEX = '0123456789abcdef'

/** Makes the codec. `crc32` is that of node:zlib; what is here runs in the browser too. */
export function createJournalLines (crc32: (data: string | Buffer) => number): JournalLines {
  /**
   * Where the checksum of a line begins; -1 where it has none. A key of three letters with a text of eight characters
   * at the end is one, whatever became of the letters: no event of an older version ends like that.
   */
  function markOf (bytes: Buffer, start: number, end: number): number {
    const at = end - TAIL_BYTES
    return at > start &&
      bytes[at] === COMMA && bytes[at + 1] === QUOTE &&
      bytes[at + 5] === QUOTE && bytes[at + 6] === COLON && bytes[at + 7] === QUOTE
      ? at
      : -1
  }

  const tailOf = (data: string | Buffer): string => `${MARK}${crc32(data).toString(16).padStart(DIGITS, '0')}"}`

  /** Compares byte by byte: every line that is read comes here, and to make a text of it costs more than its sum. */
  function isSound (bytes: Buffer, start: number, mark: number, end: number): boolean {
    const digits = mark + MARK.length
    if (!isText(bytes, mark, MARK) || !isText(bytes, end - 2, '"}')) return false
    const sum = crc32(bytes.subarray(start, mark))
    for (let digit = 0; digit < DIGITS; digit++) {
      const value = (sum >>> (4 * (DIGITS - 1 - digit))) & 15
      if (bytes[digits + digit] !== HEX.charCodeAt(value)) return false
    }
    return true
  }

  function decode (bytes: Buffer, start: number, end: number): JournalLine<JournalEvent | SegmentHeader> | null {
    const mark = markOf(bytes, start, end)
    if (mark !== -1 && !isSound(bytes, start, mark, end)) return null
    const line = mark === -1 ? bytes.toString('utf8', start, end) : bytes.toString('utf8', start, mark) + '}'
    const event = parse(line)
    return isJournalEvent(event) || isSegmentHeader(event) ? { event, line } : null
  }

  return {
    encode (value) {
      const text = JSON.stringify(value).slice(0, -1)
      return text + tailOf(text)
    },
    decode,
    isWhole (bytes, start, end) {
      const mark = markOf(bytes, start, end)
      return mark === -1 || isSound(bytes, start, mark, end)
    },
    salvage (bytes, start, end) {
      const found: Array<JournalLine<JournalEvent | SegmentHeader>> = []
      for (let from = start, mark = bytes.indexOf(MARK, from); mark !== -1; mark = bytes.indexOf(MARK, from)) {
        const stop = mark + TAIL_BYTES
        if (stop > end) break
        const at = bytes.subarray(from, mark).lastIndexOf(BEGINNING)
        const line = at === -1 ? null : decode(bytes, from + at, stop)
        if (line !== null) found.push(line)
        from = stop
      }
      return found
    }
  }
}

function isText (bytes: Buffer, start: number, text: string): boolean {
  for (let at = 0; at < text.length; at++) if (bytes[start + at] !== text.charCodeAt(at)) return false
  return true
}

function parse (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
