import t from 'tap'
import type { JournalEvent } from '../../../../core/contract/journal.ts'
import { at, job_id, log, scalars, status, wholeRun } from '../../../helpers/journal.ts'
import { journalLines } from '../../../helpers/journal-lines.ts'

const decode = (line: string | Buffer): unknown => {
  const bytes = Buffer.from(line)
  return journalLines.decode(bytes, 0, bytes.length)?.event ?? null
}
const header = { v: 1, type: 'segment' as const, job_id, attempt: 1, segment: 2, first_seq: 41 }

t.test('[R80] a line is read back as it was written, without its checksum', t => {
  for (const event of [header, ...wholeRun(3), at(9, log('ä – 😀 \u2028 "crc":"01234567"}'))]) {
    const bytes = Buffer.from(journalLines.encode(event))
    t.match(bytes.toString(), /,"crc":"[0-9a-f]{8}"\}$/)
    const read = journalLines.decode(bytes, 0, bytes.length)
    t.strictSame(read?.event, event)
    t.equal(read?.line, JSON.stringify(event))
  }
  t.end()
})

t.test('[R80] whichever bit of a line changes, the line is damaged', t => {
  const line = Buffer.from(journalLines.encode(at(7, status('completed'))))
  const accepted: string[] = []
  for (let index = 0; index < line.length; index++) {
    for (let bit = 1; bit < 256; bit <<= 1) {
      const bad = Buffer.from(line)
      bad[index] = bad[index]! ^ bit
      if (decode(bad) !== null) accepted.push(bad.toString())
    }
    if (decode(line.subarray(0, index)) !== null) accepted.push(`cut at ${index}`)
  }
  t.strictSame(accepted, [])
  t.end()
})

t.test('[T83] lines of older versions have no checksum and are read; types of newer versions are kept', t => {
  for (const event of wholeRun(2)) t.strictSame(decode(JSON.stringify(event)), event)
  const future = { ...at(2, log('x')), type: 'from_the_future', wonder: [1] }
  for (const line of [JSON.stringify(future), journalLines.encode(future as unknown as JournalEvent)]) {
    t.strictSame(decode(line), future)
  }
  const richer = { ...at(2, status('running')), phase: 'dreaming', more: { a: 1 } }
  t.strictSame(decode(JSON.stringify(richer)), richer, 'a word and a field of a newer version')
  t.strictSame(decode(JSON.stringify({ ...at(2, log('x'.repeat(300_000))) })), at(2, log('x'.repeat(300_000))))
  t.end()
})

t.test('[T83] an event of another shape is damaged, with and without a checksum', t => {
  const completed = at(9, status('completed'))
  const wrong: object[] = [
    { ...completed, status: 'crashed' },
    { ...completed, status: 'running' },
    { ...completed, status: undefined },
    { ...completed, status: 5 },
    { ...completed, exit: undefined },
    { ...completed, exit: { code: 0 } },
    { ...completed, exit: [] },
    { ...completed, exit: 'none' },
    { ...completed, phase: null },
    { ...completed, seq: 0 },
    { ...completed, seq: 1.5 },
    { ...completed, seq: '9' },
    { ...completed, timestamp: 7 },
    { ...completed, elapsed_ms: null },
    { ...at(1, scalars(1)), step: 'one' },
    { ...at(1, scalars(1)), values: null },
    { ...at(1, log('x')), message: null },
    [completed]
  ]
  for (const value of wrong) {
    t.equal(decode(JSON.stringify(value)), null, JSON.stringify(value))
    t.equal(decode(journalLines.encode(value as JournalEvent)), null)
  }
  for (const line of ['', 'null', '1', '"text"', '{}', '{', 'garbage', '\0'.repeat(100)]) t.equal(decode(line), null)
  t.end()
})

t.test('[E5] lines inside a damaged one are read: its neighbours are whole', t => {
  const [first, second] = [at(1, log('one')), at(2, log('two'))].map(journalLines.encode) as [string, string]
  const found = (text: string): number[] => {
    const bytes = Buffer.from(text)
    return journalLines.salvage(bytes, 0, bytes.length).map(({ event }) => 'seq' in event ? event.seq : 0)
  }
  t.strictSame(found(first + 'X' + second), [1, 2], 'the newline between them was overwritten')
  t.strictSame(found('\0'.repeat(5000) + second), [2])
  t.strictSame(found(first.slice(0, 40) + second), [2], 'the writer was cut short')
  t.strictSame(found(first.replace('one', 'two')), [])
  t.strictSame(found('{"v":'.repeat(1000)), [])
  t.end()
})
