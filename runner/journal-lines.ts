import { crc32 } from 'node:zlib'
import { createJournalLines } from '../core/formats/journal-line.ts'

/** How the lines of a journal are written and read. */
export const journalLines = createJournalLines(crc32)
