import { readFileSync, renameSync, rmSync, truncateSync, writeFileSync, appendFileSync, copyFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { journalFile } from '../../../../core/contract/journal.ts'
import type { JournalEvent } from '../../../../core/contract/journal.ts'
import { firstSeqIn } from '../../../../services/attempts/journal-reader.ts'
import { at, log, status, wholeRun } from '../../../helpers/journal.ts'
import { journalLines } from '../../../helpers/journal-lines.ts'
import { headerOf, lostIn, openReading, segmentsOf, seqsOf, writeSegments } from '../../../helpers/journal-reading.ts'
import type { Reading } from '../../../helpers/journal-reading.ts'

const events = wholeRun(19) // 60 events, the last of them the end
const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)

/** A journal of six segments of ten events. */
function journal (t: Test): { dir: string, file: (segment: number) => string } {
  const dir = t.testdir()
  writeSegments(dir, events, 10)
  return { dir, file: segment => join(dir, journalFile(segment)) }
}

async function readAll (dir: string): Promise<Reading> {
  const reading = openReading(dir)
  await reading.read()
  return reading
}

/** Everything came but these numbers, which are counted, and the end was recognised. */
function lacks (t: Test, { published, position }: Reading, missing: number[]): void {
  t.strictSame(seqsOf(published), numbers(1, 60).filter(seq => !missing.includes(seq)))
  t.equal(lostIn(published), missing.length)
  t.match(position, { ended: true, state: { status: 'completed', seq: 60 } })
}

t.test('[T80] a segment with half a line at its end is left behind once another follows', async t => {
  const { dir, file } = journal(t)
  truncateSync(file(2), readFileSync(file(2)).length - 20)
  const reading = await readAll(dir)
  lacks(t, reading, [20])
  t.match(reading.published.filter(({ type }) => type === 'gap'), [
    { seq: 20, reason: 'journal_torn', dropped: { events: 1 }, from: 'seq 20', to: 'seq 20' }
  ])
})

t.test('[T80] missing, empty and zeroed segments are gaps, also the first and several in a row', async t => {
  for (const missing of [[1], [1, 2], [3], [2, 3, 4], [1, 3, 5]]) {
    for (const how of ['remove', 'empty', 'zero', 'garbage'] as const) {
      const { dir, file } = journal(t)
      for (const segment of missing) {
        const { length } = readFileSync(file(segment))
        if (how === 'remove') rmSync(file(segment))
        else writeFileSync(file(segment), { empty: '', zero: Buffer.alloc(length), garbage: 'x'.repeat(length) }[how])
      }
      const lost = missing.flatMap(segment => numbers(segment * 10 - 9, segment * 10))
      lacks(t, await readAll(dir), lost)
    }
  }
})

t.test('[T80] a segment of megabytes of zeros is passed over, and so are zeros before whole lines', async t => {
  const { dir, file } = journal(t)
  writeFileSync(file(2), Buffer.alloc(9 * 1024 * 1024))
  writeFileSync(file(4), Buffer.concat([Buffer.alloc(5 * 1024 * 1024), readFileSync(file(4))]))
  lacks(t, await readAll(dir), numbers(11, 20))
})

t.test('[T80] what the writer added before it moved on is read first', async t => {
  const dir = t.testdir()
  writeSegments(dir, events.slice(0, 10), 10)
  const reading = openReading(dir)
  await reading.read()
  // Between two looks of the reader the segment gets its last lines, and another one begins.
  const [late, rest] = [events.slice(10, 20), events.slice(20)].map(some =>
    some.map(event => journalLines.encode(event) + '\n').join('')) as [string, string]
  appendFileSync(join(dir, journalFile(1)), late)
  writeFileSync(join(dir, journalFile(2)), headerOf(2, 21) + rest)
  await reading.read()
  lacks(t, reading, [])
})

t.test('[T80] the newest segment is waited for, and read again where it was cut', async t => {
  const dir = t.testdir()
  writeSegments(dir, events.slice(0, 20), 10)
  const path = join(dir, journalFile(2))
  const line = (seq: number): string => journalLines.encode(events[seq - 1]!) + '\n'
  appendFileSync(path, line(21).slice(0, 30))
  const reading = await readAll(dir)
  t.strictSame(seqsOf(reading.published), numbers(1, 20))
  appendFileSync(path, line(21).slice(30))
  await reading.read()
  t.strictSame(seqsOf(reading.published), numbers(1, 21))
  truncateSync(path, headerOf(2, 11).length + line(11).length + 10)
  await reading.read()
  t.strictSame(seqsOf(reading.published), numbers(1, 21), 'nothing came twice')
  appendFileSync(path, '\n' + numbers(22, 60).map(line).join(''))
  await reading.read()
  lacks(t, reading, [])
})

t.test('[T81] segments under the names of others are read in the order of their events', async t => {
  const swaps: number[][] = [[2, 3], [1, 2], [1, 6], [5, 6], [2, 5]]
  for (const [one, other] of swaps as Array<[number, number]>) {
    const { dir, file } = journal(t)
    renameSync(file(one), file(9))
    renameSync(file(other), file(one))
    renameSync(file(9), file(other))
    lacks(t, await readAll(dir), [])
    t.equal(firstSeqIn(dir), 1)
  }
  const { dir, file } = journal(t)
  renameSync(file(3), file(900))
  lacks(t, await readAll(dir), [])
})

t.test('[T81] a segment that is there twice is read once; one that was written over is a gap', async t => {
  const { dir, file } = journal(t)
  copyFileSync(file(2), file(7))
  lacks(t, await readAll(dir), [])
  rmSync(file(1)) // the copy is read before the end, as the order has to be found out
  lacks(t, await readAll(dir), numbers(1, 10))
  copyFileSync(file(2), file(3))
  lacks(t, await readAll(dir), [...numbers(1, 10), ...numbers(21, 30)])
})

t.test('[T81] a segment of another job or attempt is not read; one with another number is', async t => {
  for (const other of [{ job_id: '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d43' }, { attempt: 2 }]) {
    for (const segment of [1, 3]) {
      const { dir, file } = journal(t)
      const text = readFileSync(file(segment), 'utf8')
      const first_seq = segment * 10 - 9
      writeFileSync(file(segment), headerOf(segment, first_seq, other) + text.slice(text.indexOf('\n') + 1))
      lacks(t, await readAll(dir), numbers(first_seq, first_seq + 9))
    }
  }
  const { dir, file } = journal(t)
  const text = readFileSync(file(3), 'utf8')
  writeFileSync(file(3), headerOf(3, 21, { segment: 8 }) + text.slice(text.indexOf('\n') + 1))
  lacks(t, await readAll(dir), [])
})

t.test('[T81] a folder with a segment of another job alone is waited on', async t => {
  const dir = t.testdir()
  writeFileSync(join(dir, journalFile(1)), headerOf(1, 1, { attempt: 4 }) + journalLines.encode(events[0]!) + '\n')
  const reading = await readAll(dir)
  t.strictSame(reading.published, [])
  t.strictSame(reading.position.cursor, { segment: 1, offset: 0 })
})

t.test('[T82] a number that jumps forward is counted, one that goes back or repeats is ignored', async t => {
  const dir = t.testdir()
  const read = async (order: number[], encode: (event: JournalEvent) => string): Promise<Reading> => {
    const lines = order.map(seq => encode(seq === 9 ? at(9, status('completed')) : at(seq, log(`${seq}`))) + '\n')
    writeFileSync(join(dir, journalFile(1)), lines.join(''))
    return await readAll(dir)
  }
  for (const encode of [journalLines.encode, JSON.stringify]) {
    const cases: Array<[order: number[], came: number[]]> = [
      [[1, 2, 5, 6, 9], [1, 2, 5, 6, 9]],
      [[1, 2, 2, 2, 3, 4, 5, 6, 7, 8, 9], numbers(1, 9)],
      [[1, 2, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9], numbers(1, 9)],
      [[1, 2, 5, 5, 6, 9], [1, 2, 5, 6, 9]],
      [[1, 2, 4, 3, 5, 6, 7, 8, 9], [1, 2, 3, 5, 6, 7, 8, 9]],
      [[1, 2, 3, 9_000_000_000, 5, 6, 7, 8, 9], [1, 2, 3, 5, 6, 7, 8, 9]]
    ]
    for (const [order, came] of cases) {
      const { published, position, ignored } = await read(order, encode)
      t.strictSame(seqsOf(published), came, order.join())
      t.equal(lostIn(published), 9 - came.length)
      t.equal(ignored(), order.length - came.length)
      t.equal(position.ended, true)
    }
  }
})

t.test('[T85] an attempt whose last lines are lost ends as exit.json says, and the loss is counted', async t => {
  const { dir, file } = journal(t)
  rmSync(file(5))
  writeFileSync(file(6), Buffer.alloc(100))
  const reading = await readAll(dir)
  t.equal(reading.position.ended, false)
  await reading.end({ last_seq: 60 })
  t.match(reading.position, { ended: true, state: { status: 'completed', seq: 60 } })
  t.strictSame(seqsOf(reading.published), [...numbers(1, 40), 60])
  t.equal(lostIn(reading.published), 19)
})

t.test('[T85] a status of a wrong shape does not make a finished job run on', async t => {
  for (const wrong of [{ status: 'crashed' }, { exit: { code: 0 } }, { status: 'running' }]) {
    const dir = t.testdir()
    const lines = [at(1, status('starting')), at(2, status('running')), { ...at(3, status('completed')), ...wrong }]
    writeFileSync(join(dir, journalFile(1)), lines.map(line => JSON.stringify(line) + '\n').join(''))
    const reading = await readAll(dir)
    t.match(reading.position, { ended: false, state: { status: 'running', seq: 2 } })
    await reading.end({ last_seq: 3 })
    t.match(reading.position, { ended: true, state: { status: 'completed', is_training: false, seq: 3 } })
  }
})

t.test('[T80] reading a journal changes none of its files', async t => {
  const { dir, file } = journal(t)
  writeFileSync(file(3), 'damage')
  const before = segmentsOf(dir)
  await readAll(dir)
  t.strictSame(segmentsOf(dir), before)
})
