import {
  appendFileSync, copyFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { journalFile } from '../../../core/contract/journal.ts'
import { scanJournal } from '../../../runner/journal-scan.ts'
import { at, job_id, log, status, wholeRun } from '../../helpers/journal.ts'
import { eventIn, journalLines } from '../../helpers/journal-lines.ts'
import { headerOf, openReading, segmentsOf, seqsOf, writeSegments } from '../../helpers/journal-reading.ts'
import { fact, openJournal } from '../../helpers/runner-journal.ts'

const events = wholeRun(19) // 60 events
const owner = { job_id, attempt: 1 }

function journal (t: Test): { dir: string, file: (segment: number) => string } {
  const dir = t.testdir()
  writeSegments(dir, events.slice(0, 59), 10)
  return { dir, file: segment => join(dir, journalFile(segment)) }
}

t.test('[R80] the runner writes a checksum with every line', t => {
  const { journal, dir } = openJournal(t, { segment_bytes: 1000 })
  for (let n = 0; n < 20; n++) {
    journal.append(fact(n))
    journal.commit()
  }
  journal.close()
  const lines = [...segmentsOf(dir).values()].flatMap(bytes => bytes.toString().split('\n').slice(0, -1))
  t.equal(lines.filter(line => eventIn(line).type !== 'segment').length, 20)
  t.end()
})

t.test('[R81] the next number is above every number that stands in the journal, whatever is lost before it', t => {
  for (const lost of [[1], [2], [2, 3, 4], [1, 2, 3, 4, 5]]) {
    for (const how of ['remove', 'empty', 'zero'] as const) {
      const { dir, file } = journal(t)
      for (const segment of lost) {
        if (how === 'remove') rmSync(file(segment))
        else writeFileSync(file(segment), how === 'empty' ? '' : Buffer.alloc(2000))
      }
      const { start, last_status } = scanJournal(dir, 1, owner)
      t.match(start, { segment: 6, next_seq: 60, torn: false }, `${lost.join()} ${how}`)
      t.equal(last_status, lost.includes(1) ? null : last_status)
    }
  }
  t.end()
})

t.test('[R81] damaged lines at the end, and the last number that the server has, are left room', t => {
  const { dir, file } = journal(t)
  const text = readFileSync(file(6), 'utf8')
  writeFileSync(file(6), text.replaceAll(/"seq":5[789]/g, '"seq":1000'))
  t.equal(scanJournal(dir, 1, owner).start.next_seq, 60, 'three lines do not say their numbers any more')
  t.equal(scanJournal(dir, 200, owner).start.next_seq, 203)
  rmSync(file(6))
  t.equal(scanJournal(dir, 71, owner).start.next_seq, 71)
  writeFileSync(file(6), headerOf(6, 51))
  t.match(scanJournal(dir, 1, owner).start, { next_seq: 51, segment: 6 })
  t.end()
})

t.test('[R81] a segment that is not where it belongs is not added to', t => {
  const { dir, file } = journal(t)
  copyFileSync(file(2), file(7))
  t.match(scanJournal(dir, 1, owner).start, { segment: 8, offset: 0, torn: false, next_seq: 60 })
  writeFileSync(file(7), headerOf(7, 500, { attempt: 2 }) + journalLines.encode(at(500, log('x'))) + '\n{"v"')
  t.match(scanJournal(dir, 1, owner), { start: { segment: 8, next_seq: 60, torn: false }, torn_bytes: 0 })
  copyFileSync(file(2), file(7))
  appendFileSync(file(7), '{"v"')
  t.match(scanJournal(dir, 1, owner), { start: { segment: 8, torn: false }, torn_bytes: 0 }, 'half a line of a copy')
  renameSync(file(3), file(4))
  t.equal(scanJournal(dir, 1, owner).start.next_seq, 60)
  t.end()
})

t.test('[R81] an end of a wrong shape does not count as the end of the attempt', t => {
  const dir = t.testdir()
  const wrong = { ...at(3, status('completed')), status: 'crashed' }
  const lines = [at(1, status('starting')), at(2, status('running')), wrong].map(line => JSON.stringify(line) + '\n')
  writeFileSync(join(dir, journalFile(1)), lines.join(''))
  t.match(scanJournal(dir, 1), { final: null, last_status: { status: 'running' }, start: { next_seq: 4 } })
  t.end()
})

const hurts: Record<string, (path: string) => void> = {
  'is cut': path => { truncateSync(path, 300) },
  'is emptied': path => { writeFileSync(path, '') },
  'is removed': path => { rmSync(path) },
  'is replaced': path => {
    writeFileSync(`${path}.new`, readFileSync(path))
    renameSync(`${path}.new`, path)
  },
  'is written to': path => { appendFileSync(path, '{"v":1,"seq":99,') }
}
for (const [what, hurt] of Object.entries(hurts)) {
  t.test(`[R82] a runner whose journal file ${what} goes on in a new one, and what follows is read`, async t => {
    const { journal, dir } = openJournal(t)
    const write = (from: number, to: number): void => {
      for (let n = from; n <= to; n++) journal.append(fact(n))
      journal.commit()
    }
    write(1, 10)
    hurt(join(dir, journalFile(1)))
    write(11, 20)
    journal.close()
    t.equal(journal.tail().segment, 2)
    const reading = openReading(dir)
    // as: the journal of this helper is another attempt's
    Object.assign(reading.position, { attempt: 2 })
    await reading.read()
    t.strictSame(seqsOf(reading.published).slice(-10), Array.from({ length: 10 }, (_, index) => 11 + index))
  })
}

t.test('[R82] a file that is there already under the next name is left as it is', t => {
  const { journal, dir } = openJournal(t, { segment_bytes: 1000 })
  writeFileSync(join(dir, journalFile(2)), 'not ours')
  for (let n = 0; n < 20; n++) {
    journal.append(fact(n))
    journal.commit()
  }
  journal.close()
  t.equal(readFileSync(join(dir, journalFile(2)), 'utf8'), 'not ours')
  t.match(eventIn(readFileSync(join(dir, journalFile(3)), 'utf8').split('\n')[0]!), { type: 'segment', segment: 3 })
  t.end()
})
