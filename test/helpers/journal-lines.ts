import { crc32 } from 'node:zlib'
import type { JournalEvent, SegmentHeader } from '../../core/contract/journal.ts'
import { createJournalLines } from '../../core/formats/journal-line.ts'

/** How the lines of a journal are written and read. */
export const journalLines = createJournalLines(crc32)

/** What a line that a runner wrote holds. Throws where its checksum is missing or wrong. */
export function eventIn (line: string): JournalEvent | SegmentHeader {
  const bytes = Buffer.from(line)
  const read = journalLines.decode(bytes, 0, bytes.length)
  if (read === null || read.line === line) throw new Error(`no whole line with a checksum: ${line}`)
  return read.event
}
